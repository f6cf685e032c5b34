-- The register is history: its entries are only ever added to.
CREATE TRIGGER registerentry_append_only BEFORE UPDATE OR DELETE ON facilities_registerentry
    FOR EACH ROW EXECUTE FUNCTION facilities_refuse_change();

-- A paper that was entered with an entry never vanishes and never comes to say something else. It may end, from today
-- on, once more only earlier; how it ended stays, but that a suspended licence may be revoked. A contract may be
-- confirmed, once. A day of grace: where the service is at home it may be another day than here. Rows that no action
-- entered (the demo city, the benchmark) have no entry.
CREATE FUNCTION facilities_keep_paper() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['revoked_on', 'ended_as', 'confirmed_on'];
    is_entered boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM facilities_registerentry WHERE %I = $1)', TG_ARGV[0])
        INTO is_entered USING OLD.id;
    IF NOT is_entered THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - free <> to_jsonb(OLD) - free
        OR (OLD.revoked_on IS NOT NULL AND (NEW.revoked_on IS NULL OR NEW.revoked_on > OLD.revoked_on))
        OR (NEW.revoked_on IS DISTINCT FROM OLD.revoked_on AND NEW.revoked_on < current_date - 1)
        OR (NEW.ended_as <> OLD.ended_as AND NEW.revoked_on IS NOT DISTINCT FROM OLD.revoked_on
            AND NOT (OLD.ended_as = 'suspended' AND NEW.ended_as = 'revoked'))
        OR (to_jsonb(OLD) ->> 'confirmed_on' IS NOT NULL
            AND to_jsonb(OLD) ->> 'confirmed_on' IS DISTINCT FROM to_jsonb(NEW) ->> 'confirmed_on')
    THEN
        RAISE EXCEPTION 'a paper of the register is history: % is refused', TG_OP
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_is_history';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER permit_is_history BEFORE UPDATE OR DELETE ON facilities_permit
    FOR EACH ROW EXECUTE FUNCTION facilities_keep_paper('permit_id');
CREATE TRIGGER carrierlicence_is_history BEFORE UPDATE OR DELETE ON facilities_carrierlicence
    FOR EACH ROW EXECUTE FUNCTION facilities_keep_paper('licence_id');
CREATE TRIGGER insurance_is_history BEFORE UPDATE OR DELETE ON facilities_insurance
    FOR EACH ROW EXECUTE FUNCTION facilities_keep_paper('insurance_id');
CREATE TRIGGER contract_is_history BEFORE UPDATE OR DELETE ON facilities_contract
    FOR EACH ROW EXECUTE FUNCTION facilities_keep_paper('contract_id');

-- What a permit of the register allows: no line is put into it once it is entered; a scale may be raised or lowered;
-- once a load was counted against an item, its wastes and methods stay (Order 408, Art. 14 asks for a new permit).
CREATE FUNCTION facilities_keep_permit_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT FROM facilities_registerentry WHERE permit_id = NEW.permit_id) THEN
            RAISE EXCEPTION 'a permit item of the register is history: % is refused', TG_OP
                USING ERRCODE = 'check_violation', CONSTRAINT = 'permit_item_is_history';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT FROM facilities_registerentry WHERE permit_id IN (OLD.permit_id, NEW.permit_id)) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR NEW.permit_id <> OLD.permit_id
        OR ((NEW.codes <> OLD.codes OR NEW.methods <> OLD.methods)
            AND EXISTS (SELECT FROM facilities_permitusage WHERE item_id = OLD.id))
    THEN
        RAISE EXCEPTION 'a permit item of the register is history: % is refused', TG_OP
            USING ERRCODE = 'check_violation', CONSTRAINT = 'permit_item_is_history';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER permititem_is_history BEFORE INSERT OR UPDATE OR DELETE ON facilities_permititem
    FOR EACH ROW EXECUTE FUNCTION facilities_keep_permit_item();
