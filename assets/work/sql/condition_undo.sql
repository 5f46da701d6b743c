DROP TRIGGER orders_finished_on_update ON work_workorder;
DROP TRIGGER orders_finished_on_insert ON work_workorder;
DROP FUNCTION work_orders_finished();
DROP TRIGGER inspections_graded_on_update ON work_inspection;
DROP TRIGGER inspections_graded_on_insert ON work_inspection;
DROP FUNCTION work_inspections_graded();
