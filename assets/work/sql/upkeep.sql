-- work_upkeep: what was done to each asset and when it is next due, one row an asset, kept current whoever writes.
-- Statement level and set-based. EXECUTE plans each statement anew: one asset by index, a million by hash join.
-- No foreign key to registry_asset: its check would cost an import a call a row, and a revert would take the rows for
-- work that stands on what it deletes. The triggers below delete what goes.
--
-- Beside the model's columns: `overdue_days`, the days on which at least one task was or will be overdue (by today's
-- plans, and until the next time it was done); `overdue_tasks_from` and `overdue_tasks_until`, the first and the
-- last-but-one days of each task's such spans, sorted (null: none). Overdue as of day T: overdue_days @> T.
ALTER TABLE work_upkeep
    ADD COLUMN overdue_days datemultirange,
    ADD COLUMN overdue_tasks_from date[],
    ADD COLUMN overdue_tasks_until date[];
ALTER TABLE work_upkeep ALTER COLUMN inspections SET DEFAULT 0;
ALTER TABLE work_upkeep ALTER COLUMN works SET DEFAULT 0;
ALTER TABLE work_upkeep ALTER COLUMN works_cost_yuan SET DEFAULT 0;

-- The rows as they must be, as the text of a SELECT; `asked` is the condition on asset_id: '= ANY ($1)', or
-- 'IS NOT NULL' for all. A task of an asset begins with its plan (or the installation) and anew each time it is done;
-- it is overdue from the day after the interval has passed until it is done again. Every table is narrowed by itself and
-- joined by hash (the callers switch nested loops off): how many rows a step gives is beyond the planner.
CREATE FUNCTION work_upkeep_counted(asked text) RETURNS text
LANGUAGE sql IMMUTABLE AS $body$
    SELECT format($statement$
        WITH assets AS MATERIALIZED (
            SELECT asset.id AS asset_id, asset.asset_class, asset.district_id, coalesce(pipe.category, '') AS category,
                   CASE WHEN asset.asset_class <> 'pipe' THEN ''
                        ELSE work_size_class(greatest(pipe.diameter_mm, pipe.width_mm, pipe.height_mm)) END AS size_class,
                   asset.installed_on,
                   asset.status = 'in_service' AND (asset.asset_class <> 'pipe' OR pipe.asset_ptr_id IS NOT NULL)
                       AS is_planned
              FROM registry_asset asset
              LEFT JOIN (SELECT asset_ptr_id, category, diameter_mm, width_mm, height_mm
                           FROM registry_pipe WHERE asset_ptr_id %1$s) pipe ON pipe.asset_ptr_id = asset.id
             WHERE asset.id %1$s
        ), inspected AS (
            SELECT asset_id, count(*)::integer AS inspections, work_city_date(max(inspected_at)) AS last_inspected_on
              FROM work_inspection
             WHERE asset_id %1$s
             GROUP BY asset_id
        ), worked AS (
            SELECT asset_id, count(*)::integer AS works, work_city_date(max(finished_at)) AS last_maintained_on,
                   coalesce(sum(cost_yuan), 0) AS works_cost_yuan
              FROM work_workorder
             WHERE asset_id %1$s AND state IN ('done', 'verified')
             GROUP BY asset_id
        ), done AS MATERIALIZED (
            SELECT asset_id, task, done_on,
                   lag(done_on) OVER task_of_asset IS NULL AS is_first,
                   lead(done_on) OVER task_of_asset AS done_again_on
              FROM (SELECT DISTINCT asset_id, task, done_on FROM work_done WHERE asset_id %1$s) days
            WINDOW task_of_asset AS (PARTITION BY asset_id, task ORDER BY done_on)
        ), plans AS MATERIALIZED (
            SELECT kinds.*, plan.task, plan.every_months, plan.every_days, plan.starts_on
              FROM (SELECT DISTINCT asset_class, category, size_class FROM assets WHERE is_planned) kinds
              JOIN work_maintenanceplan plan USING (asset_class)
             WHERE plan.is_active
               AND plan.category IN ('', kinds.category)
               AND plan.size_class IN ('', kinds.size_class)
        ), planned AS MATERIALIZED (
            SELECT assets.asset_id, plans.task, plans.every_months, plans.every_days,
                   greatest(assets.installed_on, plans.starts_on) AS begins_on
              FROM assets
              JOIN plans USING (asset_class, category, size_class)
             WHERE assets.is_planned
        ), spans AS (
            SELECT planned.asset_id,
                   work_due_on(NULL, NULL, begins_on, every_months, every_days) AS due_on,
                   done.done_on AS done_again_on
              FROM planned
              LEFT JOIN done ON done.asset_id = planned.asset_id AND done.task = planned.task AND done.is_first
             UNION ALL
            SELECT planned.asset_id, work_due_on(done.done_on, NULL, NULL, every_months, every_days), done.done_again_on
              FROM planned
              JOIN done ON done.asset_id = planned.asset_id AND done.task = planned.task
        ), due AS (
            SELECT asset_id,
                   min(due_on) FILTER (WHERE done_again_on IS NULL) AS next_due_on,
                   range_agg(daterange(due_on + 1, done_again_on)) AS overdue_days,
                   array_agg(due_on + 1 ORDER BY due_on) AS overdue_tasks_from,
                   array_agg(done_again_on ORDER BY done_again_on) FILTER (WHERE done_again_on IS NOT NULL)
                       AS overdue_tasks_until
              FROM spans
             WHERE done_again_on IS NULL OR due_on + 1 < done_again_on
             GROUP BY asset_id
        )
        SELECT assets.asset_id, assets.asset_class, assets.district_id,
               inspected.last_inspected_on, worked.last_maintained_on,
               coalesce(inspected.inspections, 0) AS inspections, coalesce(worked.works, 0) AS works,
               coalesce(worked.works_cost_yuan, 0) AS works_cost_yuan,
               due.next_due_on, due.overdue_days, due.overdue_tasks_from, due.overdue_tasks_until
          FROM assets
          LEFT JOIN inspected USING (asset_id)
          LEFT JOIN worked USING (asset_id)
          LEFT JOIN due USING (asset_id)
    $statement$, asked)
$body$;

-- Work out the rows of these assets anew. They are locked first, in order, and counted after: of two who write about
-- one asset at once the second waits, and then sees what the first wrote. A row is never deleted here, so that there is
-- always one to wait for; a row that says nothing counts as none.
CREATE FUNCTION work_upkeep_refresh(asset_ids bigint[]) RETURNS void
LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    IF asset_ids IS NULL THEN
        RETURN;
    END IF;
    EXECUTE $statement$
        INSERT INTO work_upkeep (asset_id, asset_class, district_id)
        SELECT id, asset_class, district_id FROM registry_asset WHERE id = ANY ($1) ORDER BY id
        ON CONFLICT (asset_id) DO NOTHING
    $statement$ USING asset_ids;
    EXECUTE $statement$
        SELECT count(*)
          FROM (SELECT FROM work_upkeep WHERE asset_id = ANY ($1) ORDER BY asset_id FOR UPDATE) locked
    $statement$ USING asset_ids;
    EXECUTE format($statement$
        UPDATE work_upkeep upkeep
           SET district_id = counted.district_id,
               last_inspected_on = counted.last_inspected_on,
               last_maintained_on = counted.last_maintained_on,
               inspections = counted.inspections,
               works = counted.works,
               works_cost_yuan = counted.works_cost_yuan,
               next_due_on = counted.next_due_on,
               overdue_days = counted.overdue_days,
               overdue_tasks_from = counted.overdue_tasks_from,
               overdue_tasks_until = counted.overdue_tasks_until
          FROM (%s) counted
         WHERE upkeep.asset_id = ANY ($1)
           AND upkeep.asset_id = counted.asset_id
           AND (upkeep.district_id, upkeep.last_inspected_on, upkeep.last_maintained_on, upkeep.inspections,
                upkeep.works, upkeep.works_cost_yuan, upkeep.next_due_on, upkeep.overdue_days,
                upkeep.overdue_tasks_from, upkeep.overdue_tasks_until)
               IS DISTINCT FROM
               (counted.district_id, counted.last_inspected_on, counted.last_maintained_on, counted.inspections,
                counted.works, counted.works_cost_yuan, counted.next_due_on, counted.overdue_days,
                counted.overdue_tasks_from, counted.overdue_tasks_until)
    $statement$, work_upkeep_counted('= ANY ($1)')) USING asset_ids;
END $$;

-- Plans and assets that change at the same time must see each other: assets come and go under the shared lock,
-- plans change under the exclusive one.
CREATE FUNCTION work_upkeep_lock(plans boolean) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF plans THEN
        PERFORM pg_advisory_xact_lock(hashtext('work_upkeep'), 0);
    ELSE
        PERFORM pg_advisory_xact_lock_shared(hashtext('work_upkeep'), 0);
    END IF;
END $$;

-- New assets, to which nothing can have been done yet: when they are due depends on the class and the installation (and
-- a pipe's category and size) alone, so it is worked out once for each such kind and only looked up for each asset.
-- `fresh` is a SELECT of asset_id, asset_class, district_id, installed_on, category, size_class of those in service.
CREATE FUNCTION work_upkeep_fresh(fresh text) RETURNS text
LANGUAGE sql IMMUTABLE AS $body$
    SELECT format($statement$
        INSERT INTO work_upkeep (asset_id, asset_class, district_id, next_due_on, overdue_days, overdue_tasks_from)
        WITH fresh AS MATERIALIZED (%s), kinds AS (
            SELECT DISTINCT asset_class, category, size_class, installed_on FROM fresh
        ), due AS MATERIALIZED (
            SELECT kinds.asset_class, kinds.category, kinds.size_class, kinds.installed_on,
                   array_agg(due.due_on + 1 ORDER BY due.due_on) AS overdue_tasks_from, min(due.due_on) AS next_due_on
              FROM kinds
              JOIN work_maintenanceplan plan
                ON plan.asset_class = kinds.asset_class
               AND plan.category IN ('', kinds.category)
               AND plan.size_class IN ('', kinds.size_class)
             CROSS JOIN LATERAL (
                SELECT work_due_on(NULL, kinds.installed_on, plan.starts_on, plan.every_months, plan.every_days) AS due_on
             ) due
             WHERE plan.is_active
             GROUP BY 1, 2, 3, 4
        )
        SELECT fresh.asset_id, fresh.asset_class, fresh.district_id, due.next_due_on,
               datemultirange(daterange(due.next_due_on + 1, NULL)), due.overdue_tasks_from
          FROM fresh
          JOIN due USING (asset_class, category, size_class, installed_on)
         ORDER BY fresh.asset_id
    $statement$, fresh)
$body$;

CREATE FUNCTION work_upkeep_follows_assets() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        EXECUTE 'DELETE FROM work_upkeep upkeep USING old_rows WHERE upkeep.asset_id = old_rows.id';
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        EXECUTE $statement$
            SELECT array_agg(new_rows.id)
              FROM new_rows
              JOIN old_rows USING (id)
             WHERE (new_rows.status, new_rows.installed_on, new_rows.district_id)
                   IS DISTINCT FROM (old_rows.status, old_rows.installed_on, old_rows.district_id)
        $statement$ INTO touched;
        IF touched IS NOT NULL THEN
            PERFORM work_upkeep_lock(plans => false);
            PERFORM work_upkeep_refresh(touched);
        END IF;
        RETURN NULL;
    END IF;
    PERFORM work_upkeep_lock(plans => false);
    -- Pipes follow with their own rows, which say which plans are theirs.
    EXECUTE work_upkeep_fresh($fresh$
        SELECT id AS asset_id, asset_class, district_id, '' AS category, '' AS size_class,
               coalesce(installed_on, '-infinity') AS installed_on
          FROM new_rows
         WHERE status = 'in_service' AND asset_class <> 'pipe'
    $fresh$);
    RETURN NULL;
END $$;

CREATE TRIGGER upkeep_follows_insert AFTER INSERT ON registry_asset
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION work_upkeep_follows_assets();
CREATE TRIGGER upkeep_follows_update AFTER UPDATE ON registry_asset
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION work_upkeep_follows_assets();
CREATE TRIGGER upkeep_follows_delete AFTER DELETE ON registry_asset
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION work_upkeep_follows_assets();

CREATE FUNCTION work_upkeep_follows_pipes() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        EXECUTE $statement$
            SELECT array_agg(new_rows.asset_ptr_id)
              FROM new_rows
              JOIN old_rows USING (asset_ptr_id)
             WHERE (new_rows.category,
                    work_size_class(greatest(new_rows.diameter_mm, new_rows.width_mm, new_rows.height_mm)))
                   IS DISTINCT FROM
                   (old_rows.category,
                    work_size_class(greatest(old_rows.diameter_mm, old_rows.width_mm, old_rows.height_mm)))
        $statement$ INTO touched;
        IF touched IS NOT NULL THEN
            PERFORM work_upkeep_lock(plans => false);
            PERFORM work_upkeep_refresh(touched);
        END IF;
        RETURN NULL;
    END IF;
    PERFORM work_upkeep_lock(plans => false);
    -- What was inspected between its asset's row and its own has a row already.
    EXECUTE format($statement$
        WITH written AS (%s
            ON CONFLICT (asset_id) DO UPDATE SET inspections = work_upkeep.inspections
            RETURNING asset_id, xmax <> 0 AS was_there
        )
        SELECT array_agg(asset_id) FROM written WHERE was_there
    $statement$, work_upkeep_fresh($fresh$
        SELECT asset.id AS asset_id, asset.asset_class, asset.district_id, pipe.category,
               work_size_class(greatest(pipe.diameter_mm, pipe.width_mm, pipe.height_mm)) AS size_class,
               coalesce(asset.installed_on, '-infinity') AS installed_on
          FROM new_rows pipe
          JOIN registry_asset asset ON asset.id = pipe.asset_ptr_id
         WHERE asset.status = 'in_service'
    $fresh$)) INTO touched;
    PERFORM work_upkeep_refresh(touched);
    RETURN NULL;
END $$;

CREATE TRIGGER upkeep_follows_insert AFTER INSERT ON registry_pipe
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION work_upkeep_follows_pipes();
CREATE TRIGGER upkeep_follows_update AFTER UPDATE ON registry_pipe
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION work_upkeep_follows_pipes();

CREATE FUNCTION work_upkeep_follows_inspections() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    EXECUTE CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT array_agg(DISTINCT asset_id) FROM new_rows'
        WHEN 'DELETE' THEN 'SELECT array_agg(DISTINCT asset_id) FROM old_rows'
        ELSE 'SELECT array_agg(DISTINCT touched.asset_id)
                FROM new_rows JOIN old_rows USING (id),
                     LATERAL (VALUES (new_rows.asset_id), (old_rows.asset_id)) AS touched (asset_id)
               WHERE (new_rows.asset_id, new_rows.kind, new_rows.inspected_at)
                     IS DISTINCT FROM (old_rows.asset_id, old_rows.kind, old_rows.inspected_at)'
    END INTO touched;
    PERFORM work_upkeep_refresh(touched);
    RETURN NULL;
END $$;

CREATE TRIGGER upkeep_follows_insert AFTER INSERT ON work_inspection
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION work_upkeep_follows_inspections();
CREATE TRIGGER upkeep_follows_update AFTER UPDATE ON work_inspection
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION work_upkeep_follows_inspections();
CREATE TRIGGER upkeep_follows_delete AFTER DELETE ON work_inspection
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION work_upkeep_follows_inspections();

CREATE FUNCTION work_upkeep_follows_orders() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    EXECUTE CASE TG_OP
        WHEN 'INSERT' THEN
            'SELECT array_agg(DISTINCT asset_id) FROM new_rows WHERE state IN (''done'', ''verified'')'
        WHEN 'DELETE' THEN
            'SELECT array_agg(DISTINCT asset_id) FROM old_rows WHERE state IN (''done'', ''verified'')'
        ELSE 'SELECT array_agg(DISTINCT touched.asset_id)
                FROM new_rows JOIN old_rows USING (id),
                     LATERAL (VALUES (new_rows.asset_id), (old_rows.asset_id)) AS touched (asset_id)
               WHERE (new_rows.asset_id, new_rows.kind, new_rows.finished_at, new_rows.cost_yuan,
                      new_rows.state IN (''done'', ''verified''))
                     IS DISTINCT FROM
                     (old_rows.asset_id, old_rows.kind, old_rows.finished_at, old_rows.cost_yuan,
                      old_rows.state IN (''done'', ''verified''))'
    END INTO touched;
    PERFORM work_upkeep_refresh(touched);
    RETURN NULL;
END $$;

CREATE TRIGGER upkeep_follows_insert AFTER INSERT ON work_workorder
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION work_upkeep_follows_orders();
CREATE TRIGGER upkeep_follows_update AFTER UPDATE ON work_workorder
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION work_upkeep_follows_orders();
CREATE TRIGGER upkeep_follows_delete AFTER DELETE ON work_workorder
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION work_upkeep_follows_orders();

-- A plan that begins, ends or changes touches its class; a pipe's plan the pipes of its category and size.
CREATE FUNCTION work_upkeep_follows_plans() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changes text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT asset_class, category, size_class FROM new_rows WHERE is_active'
        WHEN 'DELETE' THEN 'SELECT asset_class, category, size_class FROM old_rows WHERE is_active'
        ELSE 'SELECT changed.*
                FROM new_rows JOIN old_rows USING (id),
                     LATERAL (VALUES (new_rows.asset_class, new_rows.category, new_rows.size_class, new_rows.is_active),
                                     (old_rows.asset_class, old_rows.category, old_rows.size_class, old_rows.is_active))
                          AS changed (asset_class, category, size_class, is_active)
               WHERE changed.is_active
                 AND (new_rows.asset_class, new_rows.category, new_rows.size_class, new_rows.task, new_rows.every_days,
                      new_rows.every_months, new_rows.starts_on, new_rows.is_active)
                     IS DISTINCT FROM
                     (old_rows.asset_class, old_rows.category, old_rows.size_class, old_rows.task, old_rows.every_days,
                      old_rows.every_months, old_rows.starts_on, old_rows.is_active)' END;
    any_change boolean;
    touched bigint[];
BEGIN
    EXECUTE format('SELECT EXISTS (%s)', changes) INTO any_change;
    IF NOT any_change THEN
        RETURN NULL;
    END IF;
    PERFORM work_upkeep_lock(plans => true);
    EXECUTE format($statement$
        WITH changed AS (%s)
        SELECT array_agg(id) FROM (
            SELECT id
              FROM registry_asset
             WHERE asset_class IN (SELECT asset_class FROM changed WHERE asset_class <> 'pipe')
               AND status = 'in_service'
             UNION ALL
            SELECT asset.id
              FROM registry_pipe pipe
              JOIN registry_asset asset ON asset.id = pipe.asset_ptr_id
             WHERE EXISTS (
                    SELECT FROM changed
                     WHERE changed.asset_class = 'pipe'
                       AND changed.category IN ('', pipe.category)
                       AND changed.size_class
                           IN ('', work_size_class(greatest(pipe.diameter_mm, pipe.width_mm, pipe.height_mm))))
               AND asset.status = 'in_service'
        ) of_the_plans
    $statement$, changes) INTO touched;
    PERFORM work_upkeep_refresh(touched);
    RETURN NULL;
END $$;

CREATE TRIGGER upkeep_follows_insert AFTER INSERT ON work_maintenanceplan
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION work_upkeep_follows_plans();
CREATE TRIGGER upkeep_follows_update AFTER UPDATE ON work_maintenanceplan
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION work_upkeep_follows_plans();
CREATE TRIGGER upkeep_follows_delete AFTER DELETE ON work_maintenanceplan
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION work_upkeep_follows_plans();

-- Make every row anew from the assets, inspections, work and plans: on the first day, and to repair.
CREATE FUNCTION work_upkeep_rebuild() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM work_upkeep_lock(plans => true);
    EXECUTE 'DELETE FROM work_upkeep';
    EXECUTE work_upkeep_fresh($fresh$
        SELECT asset.id AS asset_id, asset.asset_class, asset.district_id, coalesce(pipe.category, '') AS category,
               CASE asset.asset_class WHEN 'pipe'
                    THEN work_size_class(greatest(pipe.diameter_mm, pipe.width_mm, pipe.height_mm))
                    ELSE '' END AS size_class,
               coalesce(asset.installed_on, '-infinity') AS installed_on
          FROM registry_asset asset
          LEFT JOIN registry_pipe pipe ON pipe.asset_ptr_id = asset.id
         WHERE asset.status = 'in_service' AND (asset.asset_class <> 'pipe' OR pipe.asset_ptr_id IS NOT NULL)
    $fresh$);
    PERFORM work_upkeep_refresh(done.asset_ids)
       FROM (SELECT array_agg(asset_id) AS asset_ids
               FROM (SELECT asset_id FROM work_inspection
                      UNION
                     SELECT asset_id FROM work_workorder WHERE state IN ('done', 'verified')) touched) done;
END $$;

SELECT work_upkeep_rebuild();
