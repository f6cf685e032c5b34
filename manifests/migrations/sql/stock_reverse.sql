DROP TRIGGER movement_keeps_stock ON manifests_movement;
DROP FUNCTION manifests_keep_stock();
