DROP TRIGGER manifest_step ON manifests_manifest;
DROP TRIGGER batch_step ON manifests_wastebatch;
DROP FUNCTION manifests_guard_step();
DROP TABLE manifests_allowed_step;
