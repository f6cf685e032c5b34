DROP TRIGGER evidenceuse_append_only ON facilities_evidenceuse;
DROP TRIGGER evidencecontent_append_only ON facilities_evidencecontent;
DROP TRIGGER evidence_is_kept ON facilities_evidence;
DROP FUNCTION facilities_keep_evidence();
