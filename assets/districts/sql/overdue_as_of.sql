-- The same as of a day: by today's plans and assets in service, but only what had been done by then.
WITH done AS (
    SELECT asset_id, task, max(done_on) AS done_on
      FROM work_done
     WHERE done_on <= %(today)s
     GROUP BY asset_id, task
), tasks_by_asset AS (
    SELECT due.district_id, due.asset_class, due.asset_id, count(*) AS tasks
      FROM work_due due
      JOIN work_maintenanceplan plan ON plan.id = due.plan_id
      JOIN registry_asset asset ON asset.id = due.asset_id
      LEFT JOIN done ON done.asset_id = due.asset_id AND done.task = due.task
     WHERE due.district_id = ANY (%(districts)s)
       AND coalesce(done.done_on, greatest(asset.installed_on, plan.starts_on))
           + make_interval(months => coalesce(plan.every_months, 0), days => coalesce(plan.every_days, 0))
           < %(today)s
       AND (%(scope_classes)s::text[] IS NULL OR due.asset_class = ANY (%(scope_classes)s))
     GROUP BY due.district_id, due.asset_class, due.asset_id
)
SELECT district_id, asset_class, count(*) AS overdue_assets, sum(tasks)::bigint AS overdue_tasks
  FROM tasks_by_asset
 GROUP BY district_id, asset_class
