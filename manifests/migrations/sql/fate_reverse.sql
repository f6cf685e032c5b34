DROP TRIGGER movement_makes_fate_due ON manifests_movement;
DROP FUNCTION manifests_fate_is_due();
