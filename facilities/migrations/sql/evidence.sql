-- A photograph or scan is evidence: never deleted, and the only change it knows is being withdrawn, once.
CREATE FUNCTION facilities_keep_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
        OR to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by_id' - 'withdrawn_reason'
            <> to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by_id' - 'withdrawn_reason'
    THEN
        RAISE EXCEPTION 'a photograph or scan is evidence: % is refused', TG_OP
            USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_is_kept';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER evidence_is_kept BEFORE UPDATE OR DELETE ON facilities_evidence
    FOR EACH ROW EXECUTE FUNCTION facilities_keep_evidence();
CREATE TRIGGER evidencecontent_append_only BEFORE UPDATE OR DELETE ON facilities_evidencecontent
    FOR EACH ROW EXECUTE FUNCTION facilities_refuse_change();
CREATE TRIGGER evidenceuse_append_only BEFORE UPDATE OR DELETE ON facilities_evidenceuse
    FOR EACH ROW EXECUTE FUNCTION facilities_refuse_change();

-- JPEG, PNG and PDF are packed already: the database need not try.
ALTER TABLE facilities_evidencecontent ALTER COLUMN content SET STORAGE EXTERNAL;
ALTER TABLE facilities_evidencecontent ALTER COLUMN small SET STORAGE EXTERNAL;
