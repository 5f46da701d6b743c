-- What the assets of stale tiles were, day by day: after stale.sql, before facts.sql or mains.sql.
-- Whose row was last written on the day it came: that row says it all (unless its history was written by hand). Of the
-- others the history tells what each day ended with; a row of the class (a pipe's material) has a history of its own.
-- {only} limits what is looked at.
, near AS MATERIALIZED (
    SELECT stale.x, stale.y, asset.id, asset.asset_class, coalesce(asset.condition, 0) AS condition, asset.status,
           asset.district_id, asset.installed_on, asset.owner, asset.mercator, created_on,
           created_on = updated_on AND asset.created_at > rewritten.rewritten_at AS is_steady,
           ST_X(middle) + 20037508.342789244 AS east_m, 20037508.342789244 - ST_Y(middle) AS south_m
      FROM stale
      JOIN registry_asset asset ON asset.mercator && ST_TileEnvelope(14, stale.x, stale.y)
     CROSS JOIN LATERAL (SELECT ST_Centroid(asset.mercator) AS middle, work_city_date(asset.created_at) AS created_on,
                                work_city_date(asset.updated_at) AS updated_on) reckoned
     CROSS JOIN (SELECT coalesce(max(rewritten_at), '-infinity') AS rewritten_at FROM maps_rewritten) rewritten
     WHERE {only}
)
, steady AS (
    SELECT near.x, near.y, near.id, near.created_on AS from_day, 'infinity'::date AS to_day, near.asset_class,
           near.condition, near.status, near.district_id, near.installed_on, near.owner, near.mercator,
           pipe.category, pipe.material,
           coalesce(pipe.diameter_mm, greatest(pipe.width_mm, pipe.height_mm), outfall.diameter_mm) AS size_mm,
           near.east_m, near.south_m
      FROM near
      LEFT JOIN registry_pipe pipe ON pipe.asset_ptr_id = CASE near.asset_class WHEN 'pipe' THEN near.id END
      LEFT JOIN registry_outfall outfall
        ON outfall.asset_ptr_id = CASE near.asset_class WHEN 'outfall' THEN near.id END
     WHERE near.is_steady
       AND near.x = maps_cell(near.east_m, 14)
       AND near.y = maps_cell(near.south_m, 14)
), changed AS MATERIALIZED (
    SELECT id FROM near WHERE NOT is_steady
     UNION
    SELECT asset_id FROM stale JOIN maps_left USING (x, y)
    EXCEPT
    SELECT id FROM near WHERE is_steady  -- moved on the day it came: its row says where that day ended
), own_days AS MATERIALIZED (
    SELECT DISTINCT ON (event.pgh_obj_id, day)
           event.pgh_obj_id AS id, day, event.pgh_label, event.asset_class, event.condition, event.status,
           event.district_id, event.installed_on, event.owner, event.geometry
      FROM changed
      JOIN registry_assetevent event ON event.pgh_obj_id = changed.id
     CROSS JOIN LATERAL (SELECT work_city_date(event.pgh_created_at) AS day) dated
     ORDER BY event.pgh_obj_id, day, event.pgh_id DESC
), class_days AS MATERIALIZED (
    (SELECT DISTINCT ON (event.pgh_obj_id, day)
            event.pgh_obj_id AS id, day, event.category, event.material,
            coalesce(event.diameter_mm, greatest(event.width_mm, event.height_mm)) AS size_mm
       FROM changed
       JOIN registry_pipeevent event ON event.pgh_obj_id = changed.id
      CROSS JOIN LATERAL (SELECT work_city_date(event.pgh_created_at) AS day) dated
      ORDER BY event.pgh_obj_id, day, event.pgh_id DESC)
     UNION ALL
    (SELECT DISTINCT ON (event.pgh_obj_id, day)
            event.pgh_obj_id, day, NULL, NULL, event.diameter_mm
       FROM changed
       JOIN registry_outfallevent event ON event.pgh_obj_id = changed.id
      CROSS JOIN LATERAL (SELECT work_city_date(event.pgh_created_at) AS day) dated
      ORDER BY event.pgh_obj_id, day, event.pgh_id DESC)
), turns AS (
    SELECT id, day, max(own_day) OVER story AS own_day, max(class_day) OVER story AS class_day,
           coalesce(lead(day) OVER story, 'infinity') AS to_day
      FROM (SELECT id, day, max(own_day) AS own_day, max(class_day) AS class_day
              FROM (SELECT id, day, day AS own_day, NULL::date AS class_day FROM own_days
                     UNION ALL
                    SELECT id, day, NULL, day FROM class_days) days
             GROUP BY id, day) days
    WINDOW story AS (PARTITION BY id ORDER BY day)
), versions AS (
    SELECT turns.id, turns.day AS from_day, turns.to_day, own.asset_class, coalesce(own.condition, 0) AS condition,
           own.status, own.district_id, own.installed_on, own.owner, ST_Transform(own.geometry, 3857) AS mercator,
           class.category, class.material, class.size_mm
      FROM turns
      JOIN own_days own ON own.id = turns.id AND own.day = turns.own_day
      LEFT JOIN class_days class ON class.id = turns.id AND class.day = turns.class_day
     WHERE own.pgh_label <> 'delete'
), placed AS MATERIALIZED (
    SELECT * FROM steady
     UNION ALL
    SELECT stale.x, stale.y, versions.*, east_m, south_m
      FROM versions
     CROSS JOIN LATERAL (SELECT ST_Centroid(mercator) AS middle) middled
     CROSS JOIN LATERAL (SELECT ST_X(middle) + 20037508.342789244 AS east_m,
                                20037508.342789244 - ST_Y(middle) AS south_m) measured
      JOIN stale ON stale.x = maps_cell(east_m, 14) AND stale.y = maps_cell(south_m, 14)
)
