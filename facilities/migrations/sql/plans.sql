-- What was filed and which class a site had are evidence: only ever added to. TRUNCATE is left to the owner (tests).
CREATE OR REPLACE FUNCTION facilities_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are evidence: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_is_append_only';
END $$;

CREATE TRIGGER planversion_append_only BEFORE UPDATE OR DELETE ON facilities_planversion
    FOR EACH ROW EXECUTE FUNCTION facilities_refuse_change();
CREATE TRIGGER classrecord_append_only BEFORE UPDATE OR DELETE ON facilities_classrecord
    FOR EACH ROW EXECUTE FUNCTION facilities_refuse_change();
