-- The same as of a day: by today's plans and assets in service, but only what had been done by then.
, done AS (
    SELECT asset_id, task, max(done_on) AS done_on
      FROM work_done
     WHERE done_on <= %(today)s
     GROUP BY asset_id, task
), due AS (
    SELECT due.district_id, due.asset_id, due.asset_class,
           (coalesce(done.done_on, greatest(asset.installed_on, plan.starts_on))
            + make_interval(months => coalesce(plan.every_months, 0), days => coalesce(plan.every_days, 0))
           )::date AS due_on
      FROM units
      JOIN work_due due USING (district_id)
      JOIN work_maintenanceplan plan ON plan.id = due.plan_id
      JOIN registry_asset asset ON asset.id = due.asset_id
      LEFT JOIN done ON done.asset_id = due.asset_id AND done.task = due.task
     WHERE (%(scope_classes)s::text[] IS NULL OR due.asset_class = ANY (%(scope_classes)s))
)
SELECT units.unit_id,
       due.asset_class,
       count(DISTINCT due.asset_id) AS overdue_assets,
       count(*) AS overdue_tasks
  FROM units
  JOIN due USING (district_id)
 WHERE due.due_on < %(today)s
 GROUP BY units.unit_id, due.asset_class
