-- A block stays as it was granted: numbers are taken from its front, and what is left may be given back. A number that
-- was taken is never free again, so a used block is never deleted.
CREATE FUNCTION manifests_guard_numberblock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.next_no = OLD.first_no THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'numbers of this block are used: DELETE is refused'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'numberblock_stands';
    END IF;
    IF (NEW.id, NEW.region_id, NEW.first_no, NEW.granted_last_no, NEW.granted_by, NEW.document, NEW.granted_on,
        NEW.entered_by_id, NEW.entered_at)
       IS DISTINCT FROM
       (OLD.id, OLD.region_id, OLD.first_no, OLD.granted_last_no, OLD.granted_by, OLD.document, OLD.granted_on,
        OLD.entered_by_id, OLD.entered_at)
       OR NEW.next_no < OLD.next_no OR NEW.last_no > OLD.last_no THEN
        RAISE EXCEPTION 'a block stays as it was granted: % is refused', TG_OP
            USING ERRCODE = 'check_violation', CONSTRAINT = 'numberblock_stands';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER numberblock_stands BEFORE UPDATE OR DELETE ON manifests_numberblock
    FOR EACH ROW EXECUTE FUNCTION manifests_guard_numberblock();

-- A number is read by the mask of its own day for ever.
CREATE FUNCTION manifests_guard_numbermask() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (NEW.id, NEW.region_id, NEW.mask, NEW.valid_from) IS DISTINCT FROM
          (OLD.id, OLD.region_id, OLD.mask, OLD.valid_from)
       OR (OLD.valid_to IS NOT NULL AND NEW.valid_to IS DISTINCT FROM OLD.valid_to) THEN
        RAISE EXCEPTION 'a mask that was entered stands: % is refused', TG_OP
            USING ERRCODE = 'check_violation', CONSTRAINT = 'numbermask_stands';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER numbermask_stands BEFORE UPDATE OR DELETE ON manifests_numbermask
    FOR EACH ROW EXECUTE FUNCTION manifests_guard_numbermask();
