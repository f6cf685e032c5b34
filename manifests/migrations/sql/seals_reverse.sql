DROP TRIGGER seal_append_only ON manifests_seal;
DROP TRIGGER subtree_append_only ON manifests_subtree;
DROP TRIGGER leaf_append_only ON manifests_leaf;
DROP TRIGGER event_awaits_seal ON manifests_custodyevent;
DROP FUNCTION manifests_await_seal();
