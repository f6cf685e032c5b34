CREATE TRIGGER signprint_append_only BEFORE UPDATE OR DELETE ON manifests_signprint
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_change();
