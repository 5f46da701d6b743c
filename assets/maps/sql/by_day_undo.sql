DROP TRIGGER maps_follow_plans ON work_maintenanceplan;
DROP TRIGGER maps_follow_delete ON work_workorder;
DROP TRIGGER maps_follow_update ON work_workorder;
DROP TRIGGER maps_follow_insert ON work_workorder;
DROP TRIGGER maps_follow_delete ON work_inspection;
DROP TRIGGER maps_follow_update ON work_inspection;
DROP TRIGGER maps_follow_insert ON work_inspection;
DROP FUNCTION maps_follow_plans();
DROP FUNCTION maps_follow_work();
CREATE OR REPLACE FUNCTION maps_follow_districts() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO maps_tilechange (x, y) VALUES (-1, -1);
    RETURN NULL;
END $$;
DROP FUNCTION maps_is_landmark(integer, text);
DROP FUNCTION maps_tiles(geometry);
