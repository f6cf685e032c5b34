DROP TRIGGER paperblock_append_only ON manifests_paperblock;
DROP TRIGGER backfill_append_only ON manifests_backfill;
DROP TRIGGER paper_number_once ON manifests_papernumber;
DROP FUNCTION manifests_guard_paper();
DROP TRIGGER amendment_guarded ON manifests_amendment;
DROP FUNCTION manifests_guard_amendment();
DROP TRIGGER amendmentvote_append_only ON manifests_amendmentvote;
DROP TRIGGER amendmentvoter_append_only ON manifests_amendmentvoter;
