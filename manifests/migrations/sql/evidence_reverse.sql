DROP SEQUENCE manifests_manifest_serial;
DROP TRIGGER event_append_only ON manifests_custodyevent;
DROP TRIGGER movement_append_only ON manifests_movement;
DROP TRIGGER batchlink_append_only ON manifests_batchlink;
DROP FUNCTION manifests_refuse_change();
