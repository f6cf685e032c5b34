DROP TRIGGER delegation_is_history ON facilities_delegation;
DROP FUNCTION facilities_keep_delegation();
