DROP TRIGGER movement_makes_ledger_due ON manifests_movement;
DROP FUNCTION manifests_ledger_is_due();
DROP TRIGGER ledgercode_append_only ON manifests_ledgercode;
DROP TRIGGER declaration_append_only ON manifests_declaration;
