-- What was done in the districts in the period: inspections and finished work, newest first, from after a page's last row.
WITH inspections AS (
    SELECT 'inspection' AS what, inspection.id, inspection.inspected_at AS happened_at, inspection.asset_id
      FROM work_inspection inspection
      JOIN registry_asset asset ON asset.id = inspection.asset_id
     WHERE asset.district_id = ANY (%(districts)s)
       AND inspection.inspected_at >= %(since)s
       AND inspection.inspected_at < %(until)s
       AND (%(asset_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(asset_classes)s))
       AND (%(scope_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(scope_classes)s))
       AND (%(after_at)s::timestamptz IS NULL
            OR (inspection.inspected_at, 'inspection', inspection.id) < (%(after_at)s, %(after_what)s, %(after_id)s))
     ORDER BY inspection.inspected_at DESC, inspection.id DESC
     LIMIT %(limit)s
), finished AS (
    SELECT 'work_order' AS what, work.id, work.finished_at AS happened_at, work.asset_id
      FROM work_workorder work
      JOIN registry_asset asset ON asset.id = work.asset_id
     WHERE asset.district_id = ANY (%(districts)s)
       AND work.state IN ('done', 'verified')
       AND work.finished_at >= %(since)s
       AND work.finished_at < %(until)s
       AND (%(asset_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(asset_classes)s))
       AND (%(scope_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(scope_classes)s))
       AND (%(after_at)s::timestamptz IS NULL
            OR (work.finished_at, 'work_order', work.id) < (%(after_at)s, %(after_what)s, %(after_id)s))
     ORDER BY work.finished_at DESC, work.id DESC
     LIMIT %(limit)s
), happened AS (
    SELECT * FROM inspections
     UNION ALL
    SELECT * FROM finished
     ORDER BY happened_at DESC, what DESC, id DESC
     LIMIT %(limit)s
)
SELECT happened.what,
       happened.id,
       happened.happened_at,
       asset.code,
       asset.name,
       asset.asset_class,
       coalesce(work.kind, inspection.kind) AS kind,
       coalesce(work.number, '') AS number,
       coalesce(nullif(work.outcome, ''), work.title, inspection.findings) AS said,
       coalesce(work.resulting_condition, inspection.condition) AS condition,
       work.cost_yuan,
       ST_X(place.point) AS lon,
       ST_Y(place.point) AS lat
  FROM happened
  JOIN registry_asset asset ON asset.id = happened.asset_id
  LEFT JOIN work_inspection inspection ON happened.what = 'inspection' AND inspection.id = happened.id
  LEFT JOIN work_workorder work ON happened.what = 'work_order' AND work.id = happened.id,
       LATERAL (SELECT ST_Transform(ST_PointOnSurface(asset.geometry), 4326) AS point) place
 ORDER BY happened.happened_at DESC, happened.what DESC, happened.id DESC
