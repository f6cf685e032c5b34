DROP TRIGGER deadlinerule_stands ON facilities_deadlinerule;
DROP FUNCTION facilities_deadlinerule_stands();
