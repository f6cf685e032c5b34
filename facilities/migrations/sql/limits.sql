-- What was decided under a limit must be judged by it for ever. Its words may be put right; its number, place and first
-- day stay, and a last day once told stays too.
CREATE FUNCTION facilities_limit_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR (NEW.code, NEW.region_id, NEW.value, NEW.unit, NEW.valid_from)
            IS DISTINCT FROM (OLD.code, OLD.region_id, OLD.value, OLD.unit, OLD.valid_from)
        OR (OLD.valid_to IS NOT NULL AND NEW.valid_to IS DISTINCT FROM OLD.valid_to)
    THEN
        RAISE EXCEPTION 'a limit that was entered stands: % is refused', TG_OP
            USING ERRCODE = 'check_violation', CONSTRAINT = 'limit_stands';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER limit_stands BEFORE UPDATE OR DELETE ON facilities_limit
    FOR EACH ROW EXECUTE FUNCTION facilities_limit_stands();
