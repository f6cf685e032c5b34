-- A state may only change as the transition table says (manifests/states.py; a test holds the two against each other).
-- The door checks first; this stands behind it for every other way to the rows, the application's own role included.
CREATE TABLE manifests_allowed_step (
    subject text NOT NULL,
    old_state text NOT NULL, -- '' before the row exists
    new_state text NOT NULL,
    PRIMARY KEY (subject, old_state, new_state)
);

INSERT INTO manifests_allowed_step (subject, old_state, new_state) VALUES
    ('manifest', '', 'draft'),
    ('manifest', '', 'in_transit'),
    ('manifest', 'draft', 'issued'),
    ('manifest', 'draft', 'cancelled'),
    ('manifest', 'issued', 'cancelled'),
    ('manifest', 'issued', 'in_transit'),
    ('manifest', 'issued', 'voided'),
    ('manifest', 'in_transit', 'arrived'),
    ('manifest', 'arrived', 'accepted'),
    ('manifest', 'arrived', 'partially_accepted'),
    ('manifest', 'arrived', 'refused'),
    ('manifest', 'accepted', 'closed'),
    ('manifest', 'partially_accepted', 'closed'),
    ('manifest', 'refused', 'closed'),
    ('manifest', 'accepted', 'voided'),
    ('manifest', 'partially_accepted', 'voided'),
    ('manifest', 'refused', 'voided'),
    ('manifest', 'closed', 'voided'),
    ('batch', '', 'generated'),
    ('batch', '', 'stored'),
    ('batch', '', 'in_transit'),
    ('batch', '', 'received'),
    ('batch', 'generated', 'stored'),
    ('batch', 'received', 'stored'),
    ('batch', 'stored', 'split'),
    ('batch', 'stored', 'regrouped'),
    ('batch', 'stored', 'allotted'),
    ('batch', 'stored', 'utilised'),
    ('batch', 'stored', 'disposed'),
    ('batch', 'received', 'utilised'),
    ('batch', 'received', 'disposed'),
    ('batch', 'allotted', 'stored'),
    ('batch', 'allotted', 'in_transit'),
    ('batch', 'in_transit', 'received'),
    ('batch', 'in_transit', 'split');

CREATE FUNCTION manifests_guard_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := OLD.state;
        IF before = NEW.state THEN
            RETURN NEW;
        END IF;
    END IF;
    IF NOT EXISTS (
        SELECT FROM manifests_allowed_step
        WHERE subject = TG_ARGV[0] AND old_state = before AND new_state = NEW.state
    ) THEN
        RAISE EXCEPTION '% may not go from "%" to "%"', TG_ARGV[0], before, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'state_step_not_allowed';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER manifest_step BEFORE INSERT OR UPDATE OF state ON manifests_manifest
    FOR EACH ROW EXECUTE FUNCTION manifests_guard_step('manifest');
CREATE TRIGGER batch_step BEFORE INSERT OR UPDATE OF state ON manifests_wastebatch
    FOR EACH ROW EXECUTE FUNCTION manifests_guard_step('batch');
