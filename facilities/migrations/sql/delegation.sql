-- A consent is history: it is never deleted, and the only change it knows is being revoked, once.
CREATE FUNCTION facilities_keep_delegation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL
        OR to_jsonb(NEW) - 'revoked_at' - 'revoked_by_id' <> to_jsonb(OLD) - 'revoked_at' - 'revoked_by_id'
    THEN
        RAISE EXCEPTION 'a delegation is history: % is refused', TG_OP
            USING ERRCODE = 'check_violation', CONSTRAINT = 'delegation_is_history';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER delegation_is_history BEFORE UPDATE OR DELETE ON facilities_delegation
    FOR EACH ROW EXECUTE FUNCTION facilities_keep_delegation();
