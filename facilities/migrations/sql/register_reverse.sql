DROP TRIGGER permititem_is_history ON facilities_permititem;
DROP FUNCTION facilities_keep_permit_item();
DROP TRIGGER contract_is_history ON facilities_contract;
DROP TRIGGER insurance_is_history ON facilities_insurance;
DROP TRIGGER carrierlicence_is_history ON facilities_carrierlicence;
DROP TRIGGER permit_is_history ON facilities_permit;
DROP FUNCTION facilities_keep_paper();
DROP TRIGGER registerentry_append_only ON facilities_registerentry;
