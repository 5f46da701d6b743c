-- What was last done to each asset, and what is due when. Overdue = work_due.due_on < today.

-- Doing one thing may also serve another: who surveys a pipe's structure by camera has seen how it flows,
-- has inspected it and has patrolled there.
CREATE FUNCTION work_tasks_served(kind text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE kind
        WHEN 'structural_survey' THEN ARRAY['structural_survey', 'functional_survey', 'inspection', 'patrol']
        WHEN 'functional_survey' THEN ARRAY['functional_survey', 'inspection', 'patrol']
        WHEN 'inspection' THEN ARRAY['inspection', 'patrol']
        WHEN 'dredging' THEN ARRAY['dredging', 'cleaning']
        WHEN 'overhaul' THEN ARRAY['overhaul', 'service', 'test_run']
        WHEN 'service' THEN ARRAY['service', 'test_run']
        ELSE ARRAY[kind]
    END
$$;

-- Every task served by every inspection and every finished work, one row each.
CREATE VIEW work_done AS
    SELECT inspection.asset_id, served.task, work_city_date(inspection.inspected_at) AS done_on
      FROM work_inspection inspection, unnest(work_tasks_served(inspection.kind)) AS served (task)
    UNION ALL
    SELECT work_order.asset_id, served.task, work_city_date(work_order.finished_at)
      FROM work_workorder work_order, unnest(work_tasks_served(work_order.kind)) AS served (task)
     WHERE work_order.state IN ('done', 'verified');

CREATE FUNCTION work_inspections_done() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE $statement$
        INSERT INTO work_lastdone (asset_id, task, done_on)
        SELECT asset_id, served.task, max(work_city_date(inspected_at))
          FROM new_rows, unnest(work_tasks_served(kind)) AS served (task)
         GROUP BY asset_id, served.task
         ORDER BY asset_id, served.task  -- the same order for all writers, or two of them lock each other out
        ON CONFLICT (asset_id, task) DO UPDATE SET done_on = excluded.done_on
         WHERE work_lastdone.done_on < excluded.done_on
    $statement$;
    RETURN NULL;
END $$;

CREATE TRIGGER inspections_done_on_insert
AFTER INSERT ON work_inspection REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION work_inspections_done();

CREATE FUNCTION work_orders_done() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE $statement$
        INSERT INTO work_lastdone (asset_id, task, done_on)
        SELECT asset_id, served.task, max(work_city_date(finished_at))
          FROM new_rows, unnest(work_tasks_served(kind)) AS served (task)
         WHERE state IN ('done', 'verified')
         GROUP BY asset_id, served.task
         ORDER BY asset_id, served.task
        ON CONFLICT (asset_id, task) DO UPDATE SET done_on = excluded.done_on
         WHERE work_lastdone.done_on < excluded.done_on
    $statement$;
    RETURN NULL;
END $$;

CREATE TRIGGER orders_done_on_insert
AFTER INSERT ON work_workorder REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION work_orders_done();

-- Corrections and deletions may take a date back: the assets they touch are worked out anew from the rows.
CREATE FUNCTION work_recount_last_done(asset_ids bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM work_lastdone WHERE asset_id = ANY (asset_ids);
    EXECUTE $statement$
        INSERT INTO work_lastdone (asset_id, task, done_on)
        SELECT asset_id, task, max(done_on)
          FROM work_done
         WHERE asset_id = ANY ($1)
         GROUP BY asset_id, task
         ORDER BY asset_id, task
        ON CONFLICT (asset_id, task) DO UPDATE SET done_on = excluded.done_on
    $statement$ USING asset_ids;
END $$;

CREATE FUNCTION work_inspections_corrected() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    EXECUTE CASE TG_OP
        WHEN 'DELETE' THEN 'SELECT array_agg(DISTINCT asset_id) FROM old_rows'
        ELSE 'SELECT array_agg(DISTINCT touched.asset_id)
                FROM new_rows JOIN old_rows USING (id),
                     LATERAL (VALUES (new_rows.asset_id), (old_rows.asset_id)) AS touched (asset_id)
               WHERE (new_rows.asset_id, new_rows.kind, new_rows.inspected_at)
                     IS DISTINCT FROM (old_rows.asset_id, old_rows.kind, old_rows.inspected_at)'
    END INTO touched;
    IF touched IS NOT NULL THEN
        PERFORM work_recount_last_done(touched);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER inspections_done_on_update
AFTER UPDATE ON work_inspection REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION work_inspections_corrected();

CREATE TRIGGER inspections_done_on_delete
AFTER DELETE ON work_inspection REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION work_inspections_corrected();

CREATE FUNCTION work_orders_corrected() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    EXECUTE CASE TG_OP
        WHEN 'DELETE' THEN 'SELECT array_agg(DISTINCT asset_id) FROM old_rows WHERE finished_at IS NOT NULL'
        ELSE 'SELECT array_agg(DISTINCT touched.asset_id)
                FROM new_rows JOIN old_rows USING (id),
                     LATERAL (VALUES (new_rows.asset_id), (old_rows.asset_id)) AS touched (asset_id)
               WHERE (new_rows.asset_id, new_rows.kind, new_rows.finished_at, new_rows.state IN (''done'', ''verified''))
                     IS DISTINCT FROM
                     (old_rows.asset_id, old_rows.kind, old_rows.finished_at, old_rows.state IN (''done'', ''verified''))'
    END INTO touched;
    IF touched IS NOT NULL THEN
        PERFORM work_recount_last_done(touched);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER orders_done_on_update
AFTER UPDATE ON work_workorder REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION work_orders_corrected();

CREATE TRIGGER orders_done_on_delete
AFTER DELETE ON work_workorder REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION work_orders_corrected();

-- Pipe sizes of CJJ 68: up to 600, 1000, 1500 mm and above. A pipe of unknown size counts as small, which is cleaned
-- most often: nothing falls out of the plan because nobody measured it.
CREATE FUNCTION work_size_class(size_mm integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN size_mm > 1500 THEN 'extra_large'
        WHEN size_mm > 1000 THEN 'large'
        WHEN size_mm >= 600 THEN 'medium'
        ELSE 'small'
    END
$$;

-- A plan that is never done falls due an interval after it starts, or after the installation where that is later.
CREATE FUNCTION work_due_on(
    last_done_on date, installed_on date, starts_on date, every_months integer, every_days integer
) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (coalesce(last_done_on, greatest(installed_on, starts_on))
            + make_interval(months => coalesce(every_months, 0), days => coalesce(every_days, 0)))::date
$$;

-- Pipes apart: their plans are narrowed by category and size before anything else is looked up, or a dozen cleaning
-- plans would each be tried on every pipe.
CREATE VIEW work_due AS
    SELECT asset.id AS asset_id,
           plan.id AS plan_id,
           asset.district_id,
           asset.asset_class,
           plan.task,
           last_done.done_on AS last_done_on,
           work_due_on(last_done.done_on, asset.installed_on, plan.starts_on, plan.every_months, plan.every_days)
               AS due_on
      FROM registry_asset asset
      JOIN work_maintenanceplan plan ON plan.asset_class = asset.asset_class AND plan.asset_class <> 'pipe'
      LEFT JOIN work_lastdone last_done ON last_done.asset_id = asset.id AND last_done.task = plan.task
     WHERE plan.is_active AND asset.status = 'in_service'
     UNION ALL
    SELECT asset.id,
           plan.id,
           asset.district_id,
           asset.asset_class,
           plan.task,
           last_done.done_on,
           work_due_on(last_done.done_on, asset.installed_on, plan.starts_on, plan.every_months, plan.every_days)
      FROM registry_asset asset
      JOIN registry_pipe pipe ON pipe.asset_ptr_id = asset.id
      JOIN work_maintenanceplan plan
        ON plan.asset_class = 'pipe'
       AND plan.category IN ('', pipe.category)
       AND plan.size_class IN ('', work_size_class(greatest(pipe.diameter_mm, pipe.width_mm, pipe.height_mm)))
      LEFT JOIN work_lastdone last_done ON last_done.asset_id = asset.id AND last_done.task = plan.task
     WHERE plan.is_active AND asset.status = 'in_service' AND asset.asset_class = 'pipe';
