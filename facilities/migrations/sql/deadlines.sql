-- What ran by a rule must be judged by it for ever. Its words may be put right; how long it runs, for whom and from which
-- day stay, and a last day once told stays too.
CREATE FUNCTION facilities_deadlinerule_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR (NEW.code, NEW.region_id, NEW.starts, NEW.unit, NEW.length, NEW."limit", NEW.month, NEW.day, NEW.warn,
            NEW.role, NEW.district_days, NEW.city_days, NEW.valid_from)
            IS DISTINCT FROM (OLD.code, OLD.region_id, OLD.starts, OLD.unit, OLD.length, OLD."limit", OLD.month,
            OLD.day, OLD.warn, OLD.role, OLD.district_days, OLD.city_days, OLD.valid_from)
        OR (OLD.valid_to IS NOT NULL AND NEW.valid_to IS DISTINCT FROM OLD.valid_to)
    THEN
        RAISE EXCEPTION 'a deadline rule that was entered stands: % is refused', TG_OP
            USING ERRCODE = 'check_violation', CONSTRAINT = 'deadlinerule_stands';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER deadlinerule_stands BEFORE UPDATE OR DELETE ON facilities_deadlinerule
    FOR EACH ROW EXECUTE FUNCTION facilities_deadlinerule_stands();
