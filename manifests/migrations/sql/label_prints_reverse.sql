DROP TRIGGER block_serial_once ON manifests_blockserial;
DROP FUNCTION manifests_guard_block_serial();
DROP TRIGGER serialblock_append_only ON manifests_serialblock;
DROP TRIGGER printedlabel_append_only ON manifests_printedlabel;
DROP TRIGGER labelprint_append_only ON manifests_labelprint;
