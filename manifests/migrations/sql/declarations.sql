-- Every movement waits for the codes of its entries, in the same transaction and in one statement. Counting them here
-- would make all gates of a site wait for each other.
CREATE FUNCTION manifests_ledger_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO manifests_ledgerdue (movement_id) SELECT id FROM arrived ORDER BY id;
    RETURN NULL;
END $$;

CREATE TRIGGER movement_makes_ledger_due AFTER INSERT ON manifests_movement
    REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION manifests_ledger_is_due();

CREATE TRIGGER ledgercode_append_only BEFORE UPDATE OR DELETE ON manifests_ledgercode
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();
CREATE TRIGGER declaration_append_only BEFORE UPDATE OR DELETE ON manifests_declaration
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();

-- What was there before, in the order in which it was recorded.
INSERT INTO manifests_ledgerdue (movement_id) SELECT id FROM manifests_movement ORDER BY id;
