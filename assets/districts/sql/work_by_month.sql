-- Inspections made and work finished, by month of the city's clocks and kind.
WITH done AS (
    SELECT date_trunc('month', work_city_date(inspection.inspected_at))::date AS month,
           inspection.kind, 1 AS inspections, 0 AS works, 0::numeric AS cost_yuan
      FROM work_inspection inspection
      JOIN registry_asset asset ON asset.id = inspection.asset_id
     WHERE asset.district_id = ANY (%(districts)s)
       AND inspection.inspected_at >= %(since)s
       AND inspection.inspected_at < %(until)s
       AND (%(scope_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(scope_classes)s))
     UNION ALL
    SELECT date_trunc('month', work_city_date(work.finished_at))::date,
           work.kind, 0, 1, coalesce(work.cost_yuan, 0)
      FROM work_workorder work
      JOIN registry_asset asset ON asset.id = work.asset_id
     WHERE asset.district_id = ANY (%(districts)s)
       AND work.state IN ('done', 'verified')
       AND work.finished_at >= %(since)s
       AND work.finished_at < %(until)s
       AND (%(scope_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(scope_classes)s))
)
SELECT month, kind, sum(inspections)::bigint, sum(works)::bigint, sum(cost_yuan)
  FROM done
 GROUP BY month, kind
 ORDER BY month, kind
