-- Inspections made and work finished in the period, and its cost: whole months from the months, the edges from the days.
WITH whole AS (
    SELECT CASE WHEN first_month < after_last THEN first_month ELSE 'infinity' END AS first_month,
           CASE WHEN first_month < after_last THEN after_last ELSE 'infinity' END AS after_last
      FROM (SELECT date_trunc('month', %(first_day)s::date + interval '1 month' - interval '1 day')::date AS first_month,
                   date_trunc('month', %(last_day)s::date + 1)::date AS after_last) months
), done AS (
    SELECT district_id, asset_class, inspections, works, cost_yuan
      FROM districts_worktally, whole
     WHERE month >= first_month AND month < after_last
       AND district_id = ANY (%(districts)s)
     UNION ALL
    SELECT district_id, asset_class, inspections, works, cost_yuan
      FROM districts_workday, whole
     WHERE on_day BETWEEN %(first_day)s AND %(last_day)s
       AND (on_day < first_month OR on_day >= after_last)
       AND district_id = ANY (%(districts)s)
)
SELECT district_id,
       asset_class,
       sum(inspections)::bigint AS inspections,
       sum(works)::bigint AS work_finished,
       sum(cost_yuan) AS cost_yuan
  FROM done
 WHERE %(scope_classes)s::text[] IS NULL OR asset_class = ANY (%(scope_classes)s)
 GROUP BY district_id, asset_class
HAVING sum(inspections) <> 0 OR sum(works) <> 0 OR sum(cost_yuan) <> 0
