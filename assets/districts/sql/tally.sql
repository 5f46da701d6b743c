-- The stores behind the figures of districts, kept whoever writes. Statement level, set-based, appended only: no row of
-- another transaction is waited for. EXECUTE plans each statement anew.

-- 1. What is there, by the day of the transaction.
CREATE FUNCTION districts_tally_follows_assets() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format($statement$
        INSERT INTO districts_tally (on_day, district_id, asset_class, condition, status, assets, length_m, area_m2)
        SELECT work_city_date(now()), district_id, asset_class, coalesce(condition, 0), status,
               sum(sign), sum(sign * length_m), sum(sign * area_m2)
          FROM (%s) changed
         GROUP BY district_id, asset_class, coalesce(condition, 0), status
        HAVING sum(sign) <> 0 OR abs(sum(sign * length_m)) > 0.001 OR abs(sum(sign * area_m2)) > 0.001
    $statement$, CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT 1 AS sign, district_id, asset_class, condition, status, length_m, area_m2 FROM new_rows'
        WHEN 'DELETE' THEN 'SELECT -1 AS sign, district_id, asset_class, condition, status, length_m, area_m2 FROM old_rows'
        ELSE 'SELECT -1 AS sign, district_id, asset_class, condition, status, length_m, area_m2 FROM old_rows
               UNION ALL
              SELECT 1, district_id, asset_class, condition, status, length_m, area_m2 FROM new_rows' END);
    RETURN NULL;
END $$;

CREATE TRIGGER tally_follows_insert AFTER INSERT ON registry_asset
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION districts_tally_follows_assets();
CREATE TRIGGER tally_follows_update AFTER UPDATE ON registry_asset
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION districts_tally_follows_assets();
CREATE TRIGGER tally_follows_delete AFTER DELETE ON registry_asset
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION districts_tally_follows_assets();

-- The same differences from the history: each event takes away what the one before it said, and adds what it says.
CREATE VIEW districts_tally_counted AS
    WITH states AS (
        SELECT pgh_obj_id, pgh_id, work_city_date(pgh_created_at) AS on_day, pgh_label <> 'delete' AS is_there,
               district_id, asset_class, coalesce(condition, 0) AS condition, status,
               ST_Length(geometry) AS length_m, ST_Area(geometry) AS area_m2
          FROM registry_assetevent
    ), turns AS (
        SELECT on_day, is_there, district_id, asset_class, condition, status, length_m, area_m2,
               lag(is_there) OVER events AS was_there, lag(district_id) OVER events AS was_district_id,
               lag(condition) OVER events AS was_condition, lag(status) OVER events AS was_status,
               lag(length_m) OVER events AS was_length_m, lag(area_m2) OVER events AS was_area_m2
          FROM states
        WINDOW events AS (PARTITION BY pgh_obj_id ORDER BY pgh_id)
    )
    SELECT turns.on_day, side.district_id, turns.asset_class, side.condition, side.status,
           sum(side.sign)::integer AS assets, sum(side.sign * side.length_m) AS length_m,
           sum(side.sign * side.area_m2) AS area_m2
      FROM turns
     CROSS JOIN LATERAL (VALUES
            (turns.is_there, 1, turns.district_id, turns.condition, turns.status, turns.length_m, turns.area_m2),
            (turns.was_there, -1, turns.was_district_id, turns.was_condition, turns.was_status, turns.was_length_m,
             turns.was_area_m2)
           ) AS side (is_so, sign, district_id, condition, status, length_m, area_m2)
     WHERE side.is_so
     GROUP BY turns.on_day, side.district_id, turns.asset_class, side.condition, side.status
    HAVING sum(side.sign) <> 0 OR abs(sum(side.sign * side.length_m)) > 0.001
           OR abs(sum(side.sign * side.area_m2)) > 0.001;

-- 2. What was done, by day and by month, in the district where the asset lies now. `changes` is a SELECT of sign,
--    on_day, district_id, asset_class, kind, inspections, works, cost_yuan.
CREATE FUNCTION districts_work_appended(changes text) RETURNS text
LANGUAGE sql IMMUTABLE AS $body$
    SELECT format($statement$
        WITH summed AS MATERIALIZED (
            SELECT on_day, district_id, asset_class, kind, sum(sign * inspections)::integer AS inspections,
                   sum(sign * works)::integer AS works, sum(sign * cost_yuan) AS cost_yuan
              FROM (%s) changed
             GROUP BY on_day, district_id, asset_class, kind
            HAVING sum(sign * inspections) <> 0 OR sum(sign * works) <> 0 OR sum(sign * cost_yuan) <> 0
        ), by_day AS (
            INSERT INTO districts_workday (on_day, district_id, asset_class, kind, inspections, works, cost_yuan)
            SELECT on_day, district_id, asset_class, kind, inspections, works, cost_yuan FROM summed
        )
        INSERT INTO districts_worktally (month, district_id, asset_class, kind, inspections, works, cost_yuan)
        SELECT date_trunc('month', on_day)::date, district_id, asset_class, kind, sum(inspections), sum(works),
               sum(cost_yuan)
          FROM summed
         GROUP BY 1, 2, 3, 4
    $statement$, changes)
$body$;

-- Every inspection and finished work with its asset's class, as `work_done` is for tasks.
CREATE VIEW districts_work_done AS
    SELECT asset_id, work_city_date(inspected_at) AS on_day, kind, 1 AS inspections, 0 AS works, 0::numeric AS cost_yuan
      FROM work_inspection
     UNION ALL
    SELECT asset_id, work_city_date(finished_at), kind, 0, 1, coalesce(cost_yuan, 0)
      FROM work_workorder
     WHERE state IN ('done', 'verified');

CREATE FUNCTION districts_work_follows_inspections() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changes text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT 1 AS sign, asset_id, kind, inspected_at FROM new_rows'
        WHEN 'DELETE' THEN 'SELECT -1 AS sign, asset_id, kind, inspected_at FROM old_rows'
        ELSE 'SELECT -1 AS sign, asset_id, kind, inspected_at FROM old_rows
               UNION ALL
              SELECT 1, asset_id, kind, inspected_at FROM new_rows' END;
BEGIN
    EXECUTE districts_work_appended(format($changes$
        SELECT sign, work_city_date(inspected_at) AS on_day, asset.district_id, asset.asset_class, kind,
               1 AS inspections, 0 AS works, 0 AS cost_yuan
          FROM (%s) rows
          JOIN registry_asset asset ON asset.id = rows.asset_id
    $changes$, changes));
    RETURN NULL;
END $$;

-- After `upkeep_follows_..`, by the order of names: whoever writes about an asset has its upkeep row locked by then, so
-- that an asset that changes its district and an inspection of it at the same moment see each other.
CREATE TRIGGER worktally_follows_insert AFTER INSERT ON work_inspection
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION districts_work_follows_inspections();
CREATE TRIGGER worktally_follows_update AFTER UPDATE ON work_inspection
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION districts_work_follows_inspections();
CREATE TRIGGER worktally_follows_delete AFTER DELETE ON work_inspection
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION districts_work_follows_inspections();

CREATE FUNCTION districts_work_follows_orders() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changes text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT 1 AS sign, * FROM new_rows'
        WHEN 'DELETE' THEN 'SELECT -1 AS sign, * FROM old_rows'
        ELSE 'SELECT -1 AS sign, * FROM old_rows UNION ALL SELECT 1, * FROM new_rows' END;
BEGIN
    EXECUTE districts_work_appended(format($changes$
        SELECT sign, work_city_date(finished_at) AS on_day, asset.district_id, asset.asset_class, kind,
               0 AS inspections, 1 AS works, coalesce(cost_yuan, 0) AS cost_yuan
          FROM (%s) rows
          JOIN registry_asset asset ON asset.id = rows.asset_id
         WHERE state IN ('done', 'verified')
    $changes$, changes));
    EXECUTE districts_turns_appended(districts_order_turns(format($changes$
        SELECT sign, asset.district_id, asset.asset_class, state, asked_at, due_on, finished_at, rows.updated_at
          FROM (%s) rows
          JOIN registry_asset asset ON asset.id = rows.asset_id
    $changes$, changes)));
    RETURN NULL;
END $$;

CREATE TRIGGER worktally_follows_insert AFTER INSERT ON work_workorder
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION districts_work_follows_orders();
CREATE TRIGGER worktally_follows_update AFTER UPDATE ON work_workorder
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION districts_work_follows_orders();
CREATE TRIGGER worktally_follows_delete AFTER DELETE ON work_workorder
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION districts_work_follows_orders();

-- What was done goes along with an asset that changes its district, and goes where an asset is deleted before it.
CREATE FUNCTION districts_work_follows_assets() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moved text := CASE TG_OP
        WHEN 'DELETE' THEN 'SELECT id, asset_class, district_id, NULL::bigint AS new_district_id, false AS is_there
                              FROM old_rows'
        ELSE 'SELECT old_rows.id, old_rows.asset_class, old_rows.district_id,
                     new_rows.district_id AS new_district_id, true AS is_there
                FROM old_rows
                JOIN new_rows USING (id)
               WHERE old_rows.district_id IS DISTINCT FROM new_rows.district_id' END;
    any_moved boolean;
BEGIN
    -- Counted, not EXISTS: for the first row alone a nested loop looks cheap, and 30,000 rows that did not move took minutes.
    EXECUTE format('SELECT count(*) > 0 FROM (%s) moved', moved) INTO any_moved;
    IF any_moved THEN
        EXECUTE districts_work_appended(format($changes$
            SELECT side.sign, done.on_day, side.district_id, moved.asset_class, done.kind, done.inspections,
                   done.works, done.cost_yuan
              FROM (%s) moved
              JOIN districts_work_done done ON done.asset_id = moved.id
             CROSS JOIN LATERAL (VALUES (-1, moved.district_id, true), (1, moved.new_district_id, moved.is_there))
                   AS side (sign, district_id, is_so)
             WHERE side.is_so
        $changes$, moved));
        EXECUTE districts_turns_appended(districts_order_turns(format($changes$
            SELECT side.sign, side.district_id, moved.asset_class, work.state, work.asked_at, work.due_on,
                   work.finished_at, work.updated_at
              FROM (%s) moved
              JOIN work_workorder work ON work.asset_id = moved.id
             CROSS JOIN LATERAL (VALUES (-1, moved.district_id, true), (1, moved.new_district_id, moved.is_there))
                   AS side (sign, district_id, is_so)
             WHERE side.is_so
        $changes$, moved)));
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER worktally_follows_update AFTER UPDATE ON registry_asset
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION districts_work_follows_assets();
CREATE TRIGGER worktally_follows_delete AFTER DELETE ON registry_asset
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION districts_work_follows_assets();

-- 3. What is overdue and what is open, by the days on which that turns. `turns` is a SELECT of on_day, district_id,
--    asset_class, assets, tasks, open_work, overdue_work.
CREATE FUNCTION districts_turns_appended(turns text) RETURNS text
LANGUAGE sql IMMUTABLE AS $body$
    SELECT format($statement$
        WITH by_day AS MATERIALIZED (
            SELECT on_day, district_id, asset_class, sum(assets)::integer AS assets, sum(tasks)::integer AS tasks,
                   sum(open_work)::integer AS open_work, sum(overdue_work)::integer AS overdue_work
              FROM (%s) turns
             GROUP BY on_day, district_id, asset_class
            HAVING sum(assets) <> 0 OR sum(tasks) <> 0 OR sum(open_work) <> 0 OR sum(overdue_work) <> 0
        ), spans AS (
            SELECT 'd' AS span, by_day.* FROM by_day
             UNION ALL
            SELECT 'm', date_trunc('month', on_day)::date, district_id, asset_class, sum(assets), sum(tasks),
                   sum(open_work), sum(overdue_work)
              FROM by_day
             GROUP BY 2, 3, 4
            HAVING sum(assets) <> 0 OR sum(tasks) <> 0 OR sum(open_work) <> 0 OR sum(overdue_work) <> 0
        )
        INSERT INTO districts_duetally
            (span, on_day, district_id, asset_class, assets, tasks, open_work, overdue_work)
        SELECT span, on_day, district_id, asset_class, assets, tasks, open_work, overdue_work FROM spans
    $statement$, turns)
$body$;

-- Turns of assets and tasks from `work_upkeep`. Equal rows (a city just surveyed has many) are counted first and unfolded
-- after. `changes` is a SELECT of sign and the columns of work_upkeep.
CREATE FUNCTION districts_due_turns(changes text) RETURNS text
LANGUAGE sql IMMUTABLE AS $body$
    SELECT format($statement$
        WITH counted AS MATERIALIZED (
            SELECT district_id, asset_class, overdue_days, overdue_tasks_from, overdue_tasks_until,
                   sum(sign)::integer AS rows
              FROM (%s) changed
             WHERE overdue_days IS NOT NULL
             GROUP BY district_id, asset_class, overdue_days, overdue_tasks_from, overdue_tasks_until
            HAVING sum(sign) <> 0
        )
        SELECT lower(days) AS on_day, district_id, asset_class, rows AS assets, 0 AS tasks, 0 AS open_work,
               0 AS overdue_work
          FROM counted, unnest(overdue_days) AS days
         UNION ALL
        SELECT upper(days), district_id, asset_class, -rows, 0, 0, 0
          FROM counted, unnest(overdue_days) AS days
         WHERE NOT upper_inf(days)
         UNION ALL
        SELECT turn, district_id, asset_class, 0, rows, 0, 0 FROM counted, unnest(overdue_tasks_from) AS turn
         UNION ALL
        SELECT turn, district_id, asset_class, 0, -rows, 0, 0 FROM counted, unnest(overdue_tasks_until) AS turn
    $statement$, changes)
$body$;

CREATE FUNCTION districts_due_follows_upkeep() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE districts_turns_appended(districts_due_turns(CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT 1 AS sign, * FROM new_rows'
        WHEN 'DELETE' THEN 'SELECT -1 AS sign, * FROM old_rows'
        ELSE 'SELECT -1 AS sign, * FROM old_rows UNION ALL SELECT 1, * FROM new_rows' END));
    RETURN NULL;
END $$;

CREATE TRIGGER duetally_follows_insert AFTER INSERT ON work_upkeep
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION districts_due_follows_upkeep();
CREATE TRIGGER duetally_follows_update AFTER UPDATE ON work_upkeep
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION districts_due_follows_upkeep();
CREATE TRIGGER duetally_follows_delete AFTER DELETE ON work_upkeep
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION districts_due_follows_upkeep();

-- Turns of work orders: open from the day they were asked for until they were finished, or last changed where they were
-- cancelled; overdue within that from the day after they were due. `changes` is a SELECT of sign, district_id,
-- asset_class, state, asked_at, due_on, finished_at, updated_at.
CREATE FUNCTION districts_order_turns(changes text) RETURNS text
LANGUAGE sql IMMUTABLE AS $body$
    SELECT format($statement$
        WITH spans AS MATERIALIZED (
            SELECT sign, district_id, asset_class, work_city_date(asked_at) AS opened_on, due_on,
                   work_city_date(CASE WHEN state = 'cancelled' THEN updated_at
                                       WHEN state IN ('done', 'verified') THEN finished_at END) AS closed_on
              FROM (%s) changed
        )
        SELECT turn.on_day, district_id, asset_class, 0 AS assets, 0 AS tasks, turn.open_work, turn.overdue_work
          FROM spans
         CROSS JOIN LATERAL (SELECT greatest(opened_on, due_on + 1) AS late_on) late
         CROSS JOIN LATERAL (VALUES
                (opened_on, sign, 0, closed_on IS NULL OR opened_on < closed_on),
                (closed_on, -sign, 0, opened_on < closed_on),
                (late_on, 0, sign, due_on IS NOT NULL AND (closed_on IS NULL OR late_on < closed_on)),
                (closed_on, 0, -sign, due_on IS NOT NULL AND late_on < closed_on)
               ) AS turn (on_day, open_work, overdue_work, is_so)
         WHERE turn.is_so
    $statement$, changes)
$body$;

-- 4. All stores made anew: on the first day, and to repair. Writers wait.
CREATE FUNCTION districts_rebuild_work() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM districts_workday;
    DELETE FROM districts_worktally;
    EXECUTE districts_work_appended(
        'SELECT 1 AS sign, done.on_day, asset.district_id, asset.asset_class, done.kind, done.inspections, done.works,
                done.cost_yuan
           FROM districts_work_done done
           JOIN registry_asset asset ON asset.id = done.asset_id');
END $$;

CREATE FUNCTION districts_rebuild_due() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM districts_duetally;
    EXECUTE districts_turns_appended(districts_due_turns('SELECT 1 AS sign, * FROM work_upkeep'));
    EXECUTE districts_turns_appended(districts_order_turns(
        'SELECT 1 AS sign, asset.district_id, asset.asset_class, work.state, work.asked_at, work.due_on,
                work.finished_at, work.updated_at
           FROM work_workorder work
           JOIN registry_asset asset ON asset.id = work.asset_id'));
END $$;

CREATE FUNCTION districts_rebuild() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE registry_asset, registry_pipe, work_inspection, work_workorder, work_maintenanceplan, work_upkeep
        IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM districts_tally;
    INSERT INTO districts_tally (on_day, district_id, asset_class, condition, status, assets, length_m, area_m2)
    SELECT on_day, district_id, asset_class, condition, status, assets, length_m, area_m2 FROM districts_tally_counted;
    PERFORM districts_rebuild_work();
    PERFORM districts_rebuild_due();
END $$;

-- 5. A table that is truncated names no rows: what it held is taken away as sums, or counted anew.
CREATE FUNCTION districts_follow_truncate() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'registry_asset' THEN
        INSERT INTO districts_tally (on_day, district_id, asset_class, condition, status, assets, length_m, area_m2)
        SELECT work_city_date(now()), district_id, asset_class, condition, status, -sum(assets), -sum(length_m),
               -sum(area_m2)
          FROM districts_tally
         GROUP BY 2, 3, 4, 5
        HAVING sum(assets) <> 0;
    END IF;
    PERFORM work_upkeep_rebuild();
    PERFORM districts_rebuild_work();
    PERFORM districts_rebuild_due();
    RETURN NULL;
END $$;

CREATE TRIGGER tally_follows_truncate AFTER TRUNCATE ON registry_asset
FOR EACH STATEMENT EXECUTE FUNCTION districts_follow_truncate();
CREATE TRIGGER tally_follows_truncate AFTER TRUNCATE ON work_inspection
FOR EACH STATEMENT EXECUTE FUNCTION districts_follow_truncate();
CREATE TRIGGER tally_follows_truncate AFTER TRUNCATE ON work_workorder
FOR EACH STATEMENT EXECUTE FUNCTION districts_follow_truncate();

SELECT districts_rebuild();
