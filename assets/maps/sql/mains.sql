-- Rebuild the mains of stale zoom-14 tiles: pipes of 600 mm and more, merged by what colours them. A tile is stale when
-- its version differs from the one its mains were built from. At most %(at_most)s tiles; returns how many.
WITH current AS (
    SELECT x, y, count(*) AS changes, max(id) AS newest
      FROM maps_tilechange
     WHERE x BETWEEN %(west)s AND %(east)s AND y BETWEEN %(north)s AND %(south)s
     GROUP BY x, y
), stale AS MATERIALIZED (
    SELECT current.*
      FROM current LEFT JOIN maps_mainsbuilt built USING (x, y)
     WHERE (built.changes, built.newest) IS DISTINCT FROM (current.changes, current.newest)
     LIMIT %(at_most)s
), gone AS (
    DELETE FROM maps_main USING stale WHERE maps_main.x = stale.x AND maps_main.y = stale.y
), noted AS (
    INSERT INTO maps_mainsbuilt (x, y, changes, newest)
    SELECT x, y, changes, newest FROM stale
    ON CONFLICT ON CONSTRAINT mains_built_place
    DO UPDATE SET changes = excluded.changes, newest = excluded.newest
), pipes AS (
    SELECT stale.x, stale.y, asset.mercator, pipe.category, coalesce(asset.condition, 0) AS condition, asset.status,
           asset.district_id,
           CASE WHEN sized.mm >= 1200 THEN 1200 WHEN sized.mm >= 1000 THEN 1000 WHEN sized.mm >= 800 THEN 800
                ELSE 600 END AS least_mm
      FROM stale
      JOIN registry_asset asset
        ON asset.mercator && ST_TileEnvelope(14, stale.x, stale.y)
       AND asset.asset_class = 'pipe'
       AND maps_cell(ST_X(ST_Centroid(asset.mercator)) + 20037508.342789244, 14) = stale.x
       AND maps_cell(20037508.342789244 - ST_Y(ST_Centroid(asset.mercator)), 14) = stale.y
      JOIN registry_pipe pipe ON pipe.asset_ptr_id = asset.id
     CROSS JOIN LATERAL (SELECT coalesce(pipe.diameter_mm, greatest(pipe.width_mm, pipe.height_mm), 0) AS mm) sized
     WHERE sized.mm >= 600
), built AS (
    INSERT INTO maps_main (x, y, least_mm, category, condition, status, district_id, pipes, geometry)
    SELECT x, y, least_mm, category, condition, status, district_id, count(*),
           ST_LineMerge(ST_Collect(mercator))
      FROM pipes
     GROUP BY x, y, least_mm, category, condition, status, district_id
)
SELECT count(*) FROM stale
