-- Tasks of the maintenance plans that are past their day (view work_due), and the assets they belong to.
WITH tasks_by_asset AS (
    SELECT district_id, asset_class, asset_id, count(*) AS tasks
      FROM work_due
     WHERE district_id = ANY (%(districts)s)
       AND due_on < %(today)s
       AND (%(scope_classes)s::text[] IS NULL OR asset_class = ANY (%(scope_classes)s))
     GROUP BY district_id, asset_class, asset_id
)
SELECT district_id, asset_class, count(*) AS overdue_assets, sum(tasks)::bigint AS overdue_tasks
  FROM tasks_by_asset
 GROUP BY district_id, asset_class
