-- Stock changes by movements and by nothing else. Inside the movements' trigger the depth is 1 and nothing is asked;
-- a statement of somebody's own is at depth 0.
CREATE FUNCTION manifests_refuse_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'stock follows the movements: % is refused', TG_OP
        USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_follows_movements';
END $$;

CREATE TRIGGER stock_follows_movements BEFORE INSERT OR UPDATE OR DELETE ON manifests_stock
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION manifests_refuse_stock();

-- As before, the running balance; but who takes too much is told what is there, and an account that empties is gone
-- in one statement.
CREATE OR REPLACE FUNCTION manifests_keep_stock() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    change record;
    there numeric;
BEGIN
    -- The net change of each account over the statement: a batch may pass through an account within one deed.
    FOR change IN
        SELECT batch_id, account, facility_id, area_id, sum(kg) AS kg FROM (
            SELECT to_batch_id AS batch_id, to_account AS account, to_facility_id AS facility_id,
                   to_area_id AS area_id, kg
            FROM arrived WHERE to_account IN ('site', 'store', 'transit')
            UNION ALL
            SELECT from_batch_id, from_account, from_facility_id, from_area_id, -kg
            FROM arrived WHERE from_account IN ('site', 'store', 'transit')
        ) AS entries
        GROUP BY batch_id, account, facility_id, area_id
        HAVING sum(kg) <> 0
        ORDER BY batch_id, account, facility_id, area_id
    LOOP
        IF change.kg > 0 THEN
            INSERT INTO manifests_stock (batch_id, account, facility_id, area_id, kg)
            VALUES (change.batch_id, change.account, change.facility_id, change.area_id, change.kg)
            ON CONFLICT (batch_id, account, facility_id, area_id)
            DO UPDATE SET kg = manifests_stock.kg + excluded.kg;
            CONTINUE;
        END IF;
        DELETE FROM manifests_stock -- mostly all of it goes
        WHERE batch_id = change.batch_id AND account = change.account
          AND facility_id IS NOT DISTINCT FROM change.facility_id AND area_id IS NOT DISTINCT FROM change.area_id
          AND kg = -change.kg;
        IF FOUND THEN
            CONTINUE;
        END IF;
        UPDATE manifests_stock SET kg = kg + change.kg
        WHERE batch_id = change.batch_id AND account = change.account
          AND facility_id IS NOT DISTINCT FROM change.facility_id AND area_id IS NOT DISTINCT FROM change.area_id
          AND kg > -change.kg;
        IF FOUND THEN
            CONTINUE;
        END IF;
        SELECT coalesce(sum(kg), 0) INTO there FROM manifests_stock
        WHERE batch_id = change.batch_id AND account = change.account
          AND facility_id IS NOT DISTINCT FROM change.facility_id AND area_id IS NOT DISTINCT FROM change.area_id;
        RAISE EXCEPTION 'stock overdrawn: % kg are there, % kg would go', there, -change.kg
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_never_negative',
                  DETAIL = json_build_object(
                      'batch', (SELECT number FROM manifests_wastebatch WHERE id = change.batch_id),
                      'there', there::numeric(15, 3)::text, 'kg', (-change.kg)::text
                  );
    END LOOP;
    RETURN NULL;
END $$;

-- States in which nothing of a batch lies anywhere (CLOSED_BATCH in manifests/states.py; a test compares the two).
CREATE TABLE manifests_closing_state (state text PRIMARY KEY);
INSERT INTO manifests_closing_state VALUES
    ('split'), ('regrouped'), ('utilised'), ('disposed'), ('exported'), ('lost');

INSERT INTO manifests_allowed_step (subject, old_state, new_state) VALUES
    ('batch', 'generated', 'lost'),
    ('batch', 'received', 'lost'),
    ('batch', 'stored', 'lost'),
    ('batch', 'stored', 'exported');

-- At commit the books of each batch that was touched close: what lies somewhere is what it weighs, and nothing once it
-- is closed. One look-up by key a touched batch; a move of one batch from place to place changes no sum and asks none.
CREATE FUNCTION manifests_prove_batch(key uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    batch record;
BEGIN
    SELECT b.number, b.state, coalesce(lying.kg, 0) AS there,
           CASE WHEN EXISTS (SELECT FROM manifests_closing_state AS closing WHERE closing.state = b.state)
                THEN 0 ELSE b.kg END AS kg
    INTO batch
    FROM manifests_wastebatch AS b
    CROSS JOIN LATERAL (SELECT sum(s.kg) AS kg FROM manifests_stock AS s WHERE s.batch_id = b.id) AS lying
    WHERE b.id = key;
    IF batch.there <> batch.kg THEN
        RAISE EXCEPTION 'the books of batch % do not close: it is "%", % kg lie in stock, % kg should',
            batch.number, batch.state, batch.there, batch.kg
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_books_close',
                  DETAIL = json_build_object(
                      'batch', batch.number, 'there', batch.there::numeric(15, 3)::text,
                      'kg', batch.kg::numeric(15, 3)::text
                  );
    END IF;
END $$;

CREATE FUNCTION manifests_prove_movement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM manifests_prove_batch(NEW.from_batch_id);
    PERFORM manifests_prove_batch(NEW.to_batch_id);
    RETURN NULL;
END $$;

CREATE FUNCTION manifests_prove_own_books() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM manifests_prove_batch(NEW.id);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER movement_books_close AFTER INSERT ON manifests_movement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.from_batch_id IS DISTINCT FROM NEW.to_batch_id) EXECUTE FUNCTION manifests_prove_movement();
CREATE CONSTRAINT TRIGGER batch_opens_with_books AFTER INSERT ON manifests_wastebatch
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION manifests_prove_own_books();
CREATE CONSTRAINT TRIGGER batch_books_close AFTER UPDATE OF state, kg ON manifests_wastebatch
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.kg <> NEW.kg OR OLD.state <> NEW.state) EXECUTE FUNCTION manifests_prove_own_books();
