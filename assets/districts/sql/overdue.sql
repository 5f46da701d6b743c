-- Overdue on a day by today's plans, and work open and late: whole months before the day's, and days within it.
SELECT district_id,
       asset_class,
       sum(assets)::bigint AS overdue_assets,
       sum(tasks)::bigint AS overdue_tasks,
       sum(open_work)::bigint AS open_work,
       sum(overdue_work)::bigint AS overdue_work
  FROM districts_duetally
 WHERE ((span = 'm' AND on_day < date_trunc('month', %(today)s::date))
        OR (span = 'd' AND on_day BETWEEN date_trunc('month', %(today)s::date) AND %(today)s))
   AND district_id = ANY (%(districts)s)
   AND (%(scope_classes)s::text[] IS NULL OR asset_class = ANY (%(scope_classes)s))
 GROUP BY district_id, asset_class
HAVING sum(assets) <> 0 OR sum(tasks) <> 0 OR sum(open_work) <> 0 OR sum(overdue_work) <> 0
