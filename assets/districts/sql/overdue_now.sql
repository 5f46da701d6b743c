-- Tasks of the maintenance plans that are past their day (view work_due), and the assets they belong to.
SELECT units.unit_id,
       due.asset_class,
       count(DISTINCT due.asset_id) AS overdue_assets,
       count(*) AS overdue_tasks
  FROM units
  JOIN work_due due USING (district_id)
 WHERE due.due_on < %(today)s
   AND (%(scope_classes)s::text[] IS NULL OR due.asset_class = ANY (%(scope_classes)s))
 GROUP BY units.unit_id, due.asset_class
