DROP TRIGGER batch_books_close ON manifests_wastebatch;
DROP TRIGGER batch_opens_with_books ON manifests_wastebatch;
DROP TRIGGER movement_books_close ON manifests_movement;
DROP FUNCTION manifests_prove_own_books();
DROP FUNCTION manifests_prove_movement();
DROP FUNCTION manifests_prove_batch(uuid);
DELETE FROM manifests_allowed_step WHERE subject = 'batch' AND new_state IN ('exported', 'lost');
DROP TABLE manifests_closing_state;
DROP TRIGGER stock_follows_movements ON manifests_stock;
DROP FUNCTION manifests_refuse_stock();

-- The balance as migration 0002 made it.
CREATE OR REPLACE FUNCTION manifests_keep_stock() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    change record;
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
        UPDATE manifests_stock SET kg = kg + change.kg
        WHERE batch_id = change.batch_id AND account = change.account
          AND facility_id IS NOT DISTINCT FROM change.facility_id AND area_id IS NOT DISTINCT FROM change.area_id;
        IF NOT FOUND THEN
            INSERT INTO manifests_stock (batch_id, account, facility_id, area_id, kg)
            VALUES (change.batch_id, change.account, change.facility_id, change.area_id, change.kg)
            ON CONFLICT (batch_id, account, facility_id, area_id)
            DO UPDATE SET kg = manifests_stock.kg + excluded.kg;
        ELSE
            DELETE FROM manifests_stock
            WHERE batch_id = change.batch_id AND account = change.account AND kg = 0;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
