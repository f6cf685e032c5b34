-- Whatever moves a batch makes the fate of its kilograms due, in the same transaction and in one statement.
CREATE FUNCTION manifests_fate_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO manifests_fatedue (batch_id)
    SELECT from_batch_id FROM arrived WHERE from_batch_id IS NOT NULL
    UNION
    SELECT to_batch_id FROM arrived WHERE to_batch_id IS NOT NULL;
    RETURN NULL;
END $$;

CREATE TRIGGER movement_makes_fate_due AFTER INSERT ON manifests_movement
    REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION manifests_fate_is_due();

-- What was there before.
INSERT INTO manifests_fatedue (batch_id)
SELECT DISTINCT to_batch_id FROM manifests_movement WHERE from_account = 'source' AND to_batch_id IS NOT NULL;
