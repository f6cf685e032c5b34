-- What was handed in and what authorities did with it are evidence: only ever added to.
CREATE TRIGGER crossingversion_append_only BEFORE UPDATE OR DELETE ON facilities_crossingversion
    FOR EACH ROW EXECUTE FUNCTION facilities_refuse_change();
CREATE TRIGGER crossingstep_append_only BEFORE UPDATE OR DELETE ON facilities_crossingstep
    FOR EACH ROW EXECUTE FUNCTION facilities_refuse_change();
