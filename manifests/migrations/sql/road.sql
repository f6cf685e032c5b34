-- A load that stands still on the way, and drives on or is brought to the gate from there.
INSERT INTO manifests_allowed_step (subject, old_state, new_state) VALUES
    ('manifest', 'in_transit', 'laid_over'),
    ('manifest', 'laid_over', 'in_transit'),
    ('manifest', 'laid_over', 'arrived');

-- Until now only what a gate did not accept stayed on a truck.
UPDATE manifests_manifestline SET rest = 'refused' WHERE opinion IN ('part', 'refuse');
