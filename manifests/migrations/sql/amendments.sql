-- Whose consent a correction needed and what they answered is evidence.
CREATE TRIGGER amendmentvoter_append_only BEFORE UPDATE OR DELETE ON manifests_amendmentvoter
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();
CREATE TRIGGER amendmentvote_append_only BEFORE UPDATE OR DELETE ON manifests_amendmentvote
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();

-- What was proposed never changes, only how it ended: once, but that the authority may impose what was not agreed to.
CREATE FUNCTION manifests_guard_amendment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'amendments are evidence: DELETE is refused'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_is_append_only';
    END IF;
    IF (OLD.manifest_id, OLD.changes, OLD.reason, OLD.person_id, OLD.person_name, OLD.enterprise_id, OLD.recorded_at,
        OLD.lapses_at, OLD.idempotency_key, OLD.request_digest)
       IS DISTINCT FROM
       (NEW.manifest_id, NEW.changes, NEW.reason, NEW.person_id, NEW.person_name, NEW.enterprise_id, NEW.recorded_at,
        NEW.lapses_at, NEW.idempotency_key, NEW.request_digest)
       OR NOT (OLD.state = 'proposed' OR (OLD.state IN ('declined', 'lapsed') AND NEW.state = 'overridden')) THEN
        RAISE EXCEPTION 'amendments are evidence: what was proposed or has ended stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_is_append_only';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER amendment_guarded BEFORE UPDATE OR DELETE ON manifests_amendment
    FOR EACH ROW EXECUTE FUNCTION manifests_guard_amendment();

-- A number is used once: what is entered or spoiled stays so.
CREATE FUNCTION manifests_guard_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.manifest_id IS NOT NULL OR OLD.spoiled_at IS NOT NULL
       OR (NEW.number, NEW.block_id) IS DISTINCT FROM (OLD.number, OLD.block_id) THEN
        RAISE EXCEPTION 'paper numbers are used once: % is refused', TG_OP
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_number_used_once';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER paper_number_once BEFORE UPDATE OR DELETE ON manifests_papernumber
    FOR EACH ROW EXECUTE FUNCTION manifests_guard_paper();

-- What was entered from paper, and which numbers were drawn when, stays as it was written.
CREATE TRIGGER backfill_append_only BEFORE UPDATE OR DELETE ON manifests_backfill
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();
CREATE TRIGGER paperblock_append_only BEFORE UPDATE OR DELETE ON manifests_paperblock
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();
