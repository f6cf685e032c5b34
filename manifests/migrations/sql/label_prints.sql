-- What was printed, by whom and why again, and which codes were drawn ahead, stays as it was written.
CREATE TRIGGER labelprint_append_only BEFORE UPDATE OR DELETE ON manifests_labelprint
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();
CREATE TRIGGER printedlabel_append_only BEFORE UPDATE OR DELETE ON manifests_printedlabel
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();
CREATE TRIGGER serialblock_append_only BEFORE UPDATE OR DELETE ON manifests_serialblock
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();

-- A code is used once: what is on a container or void stays so.
CREATE FUNCTION manifests_guard_block_serial() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.container_id IS NOT NULL OR OLD.voided_at IS NOT NULL
       OR (NEW.digital_id, NEW.block_id) IS DISTINCT FROM (OLD.digital_id, OLD.block_id) THEN
        RAISE EXCEPTION 'label codes are used once: % is refused', TG_OP
            USING ERRCODE = 'check_violation', CONSTRAINT = 'label_code_used_once';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER block_serial_once BEFORE UPDATE OR DELETE ON manifests_blockserial
    FOR EACH ROW EXECUTE FUNCTION manifests_guard_block_serial();
