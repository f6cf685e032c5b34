CREATE TRIGGER assessment_append_only BEFORE UPDATE OR DELETE ON manifests_assessment
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();
CREATE TRIGGER practicestatement_append_only BEFORE UPDATE OR DELETE ON manifests_practicestatement
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();
