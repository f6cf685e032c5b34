-- Evidence is only ever added to. TRUNCATE is left to the database's owner: test databases are emptied by it.
CREATE FUNCTION manifests_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are evidence: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_is_append_only';
END $$;

CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON manifests_custodyevent
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();
CREATE TRIGGER movement_append_only BEFORE UPDATE OR DELETE ON manifests_movement
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();
CREATE TRIGGER batchlink_append_only BEFORE UPDATE OR DELETE ON manifests_batchlink
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();

-- Never the same twice and never a wait; a number lost with a rolled-back transaction is a gap, which is no harm.
CREATE SEQUENCE manifests_manifest_serial;
