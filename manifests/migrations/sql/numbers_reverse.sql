DROP TRIGGER numbermask_stands ON manifests_numbermask;
DROP FUNCTION manifests_guard_numbermask();
DROP TRIGGER numberblock_stands ON manifests_numberblock;
DROP FUNCTION manifests_guard_numberblock();
