-- Every event waits for the seal from the moment it is there, whoever wrote it. Keys are in time order and commits are
-- not, so "all after the last" would leave out what was committed late.
CREATE FUNCTION manifests_await_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO manifests_unsealed (event_id) SELECT id FROM arrived;
    RETURN NULL;
END $$;

CREATE TRIGGER event_awaits_seal AFTER INSERT ON manifests_custodyevent
    REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION manifests_await_seal();

INSERT INTO manifests_unsealed (event_id) SELECT id FROM manifests_custodyevent;

CREATE TRIGGER leaf_append_only BEFORE UPDATE OR DELETE ON manifests_leaf
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();
CREATE TRIGGER subtree_append_only BEFORE UPDATE OR DELETE ON manifests_subtree
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();
CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE ON manifests_seal
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();
