DROP TRIGGER limit_stands ON facilities_limit;
DROP FUNCTION facilities_limit_stands();
