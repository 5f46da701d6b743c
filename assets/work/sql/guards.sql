-- What the database refuses in work, whoever writes.

-- 1. A defect's grade exists for its code (CJJ 181-2012; standards.cjj181 says the same, a test compares).
ALTER TABLE work_defect ADD CONSTRAINT defect_grade_of_its_code CHECK (
    grade >= 1 AND grade <= CASE
        WHEN code IN ('PL', 'BX', 'CK', 'QF', 'TJ', 'SL', 'CJ', 'JG', 'ZW', 'CQ', 'SG') THEN 4
        WHEN code IN ('FS', 'AJ', 'CR', 'FZ') THEN 3
        WHEN code = 'TL' THEN 2
        ELSE 0
    END
);

-- 2. A work order moves only along these steps (orders.TRANSITIONS says the same, a test compares).
CREATE FUNCTION work_order_may_move(old_state text, new_state text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT (old_state, new_state) IN (
        ('asked_for', 'planned'), ('asked_for', 'assigned'), ('asked_for', 'cancelled'),
        ('planned', 'assigned'), ('planned', 'cancelled'),
        ('assigned', 'assigned'), ('assigned', 'planned'), ('assigned', 'in_progress'), ('assigned', 'done'),
        ('assigned', 'cancelled'),
        ('in_progress', 'done'), ('in_progress', 'assigned'), ('in_progress', 'cancelled'),
        ('done', 'verified'), ('done', 'assigned')
    )
$$;

CREATE FUNCTION work_order_before_update() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> NEW.state AND NOT work_order_may_move(OLD.state, NEW.state) THEN
        RAISE EXCEPTION 'work order % cannot go from % to %', OLD.number, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'work_order_state_moves_along_its_steps';
    END IF;
    NEW.number := OLD.number;
    NEW.created_at := OLD.created_at;
    NEW.updated_at := now();
    RETURN NEW;
END $$;

CREATE TRIGGER work_order_before_update
BEFORE UPDATE ON work_workorder
FOR EACH ROW EXECUTE FUNCTION work_order_before_update();

-- 3. Columns that a writer leaves out are empty, not an error.
DO $$
DECLARE
    table_name text;
    column_name text;
BEGIN
    FOR table_name, column_name IN
        SELECT columns.table_name, columns.column_name
          FROM information_schema.columns
         WHERE columns.table_schema = current_schema()
           AND (columns.table_name, columns.column_name) IN (
                ('work_inspection', 'inspector_name'), ('work_inspection', 'method'), ('work_inspection', 'findings'),
                ('work_inspection', 'through'),
                ('work_defect', 'clock_position'), ('work_defect', 'description'),
                ('work_photo', 'caption'), ('work_photo', 'through'),
                ('work_workorder', 'description'), ('work_workorder', 'crew'), ('work_workorder', 'outcome'),
                ('work_workorder', 'through'),
                ('work_maintenanceplan', 'category'), ('work_maintenanceplan', 'size_class'),
                ('work_maintenanceplan', 'source'))
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET DEFAULT ''''', table_name, column_name);
    END LOOP;
    ALTER TABLE work_inspection ALTER COLUMN grading SET DEFAULT '{}';
END $$;
