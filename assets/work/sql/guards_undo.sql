DROP TRIGGER work_order_before_update ON work_workorder;
DROP FUNCTION work_order_before_update();
DROP FUNCTION work_order_may_move(text, text);
ALTER TABLE work_defect DROP CONSTRAINT defect_grade_of_its_code;
