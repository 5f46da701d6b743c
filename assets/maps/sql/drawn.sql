-- What a drawn shape holds, in one pass: sums by class and condition, work and inspections of the period, the first rows.
-- Filled in: the statement that chooses (key, id, asset_class, condition, length_m, area_m2), and where its rows stand.
WITH chosen (key, id, asset_class, condition, length_m, area_m2) AS MATERIALIZED (
    {chosen}
), period (since, until) AS (
    SELECT %s::timestamptz, %s::timestamptz
), sums AS (
    SELECT asset_class, coalesce(condition, 0) AS condition, count(*) AS assets,
           coalesce(sum(length_m), 0) AS length_m, coalesce(sum(area_m2), 0) AS area_m2
      FROM chosen
     GROUP BY 1, 2
), done AS MATERIALIZED (
    SELECT chosen.id, chosen.asset_class, work.kind, coalesce(work.cost_yuan, 0) AS cost_yuan
      FROM period
      JOIN work_workorder work ON work.finished_at >= period.since AND work.finished_at < period.until
      JOIN chosen ON chosen.id = work.asset_id
     WHERE work.state IN ('done', 'verified')
), done_sums AS (
    SELECT asset_class, kind, count(*) AS works, sum(cost_yuan) AS cost_yuan FROM done GROUP BY 1, 2
), inspected AS (
    SELECT chosen.asset_class, count(*) AS inspections
      FROM period
      JOIN work_inspection inspection
        ON inspection.inspected_at >= period.since AND inspection.inspected_at < period.until
      JOIN chosen ON chosen.id = inspection.asset_id
     GROUP BY 1
), first_rows AS (
    SELECT * FROM chosen ORDER BY condition DESC NULLS LAST, id LIMIT %s
), shown AS (
    SELECT asset.code, asset.name, asset.asset_class, coalesce(asset.condition, 0) AS condition, asset.status,
           asset.installed_on, district.code AS district, first_rows.length_m, first_rows.area_m2,
           work.works, work.cost_yuan,
           round(ST_X(place.point)::numeric, 6) AS lon, round(ST_Y(place.point)::numeric, 6) AS lat
      FROM first_rows
      JOIN {table} asset ON asset.{key} = first_rows.key
      LEFT JOIN registry_district district ON district.id = asset.district_id
     CROSS JOIN LATERAL (SELECT ST_Transform(ST_PointOnSurface(asset.geometry), 4326) AS point) place
     CROSS JOIN LATERAL (
           SELECT count(*) AS works, coalesce(sum(done.cost_yuan), 0) AS cost_yuan
             FROM done WHERE done.id = first_rows.id) work
     ORDER BY first_rows.condition DESC NULLS LAST, first_rows.id
)
SELECT (SELECT coalesce(json_agg(sums), '[]') FROM sums),
       (SELECT coalesce(json_agg(done_sums), '[]') FROM done_sums),
       (SELECT coalesce(json_agg(inspected), '[]') FROM inspected),
       (SELECT coalesce(json_agg(shown), '[]') FROM shown)
