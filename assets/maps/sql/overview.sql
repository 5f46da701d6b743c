-- A tile below zoom 14: counts by cell (they add up to what the filter selects), mains, areas and large facilities.
WITH bounds AS (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS tile,
           ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.03125) AS buffered
), counted AS (
    SELECT cell_x, cell_y, condition, sum(assets)::integer AS assets, sum(east_m) AS east_m, sum(south_m) AS south_m
      FROM maps_cellcount
     WHERE grid = %(grid)s
       AND cell_x BETWEEN %(cell_west)s AND %(cell_east)s
       AND cell_y BETWEEN %(cell_north)s AND %(cell_south)s
       AND (%(classes)s::text[] IS NULL OR asset_class = ANY (%(classes)s))
       AND (%(conditions)s::int[] IS NULL OR condition = ANY (%(conditions)s))
       AND (%(statuses)s::text[] IS NULL OR status = ANY (%(statuses)s))
       AND (%(districts)s::bigint[] IS NULL OR district_id = ANY (%(districts)s))
     GROUP BY cell_x, cell_y, condition
    HAVING sum(assets) <> 0
), cells AS (
    SELECT sum(assets)::integer AS assets,
           coalesce(sum(assets) FILTER (WHERE condition = 0), 0)::integer AS unknown,
           coalesce(sum(assets) FILTER (WHERE condition = 1), 0)::integer AS c1,
           coalesce(sum(assets) FILTER (WHERE condition = 2), 0)::integer AS c2,
           coalesce(sum(assets) FILTER (WHERE condition = 3), 0)::integer AS c3,
           coalesce(sum(assets) FILTER (WHERE condition = 4), 0)::integer AS c4,
           coalesce(sum(assets) FILTER (WHERE condition = 5), 0)::integer AS c5,
           (sum(assets * condition) / nullif(sum(assets) FILTER (WHERE condition > 0), 0))::real AS mean,
           ST_AsMVTGeom(
               ST_SetSRID(ST_MakePoint(sum(east_m) / sum(assets) - 20037508.342789244,
                                       20037508.342789244 - sum(south_m) / sum(assets)), 3857),
               bounds.tile, 4096, 64, false) AS geom  -- not clipped: a cell on the edge still counts
      FROM counted CROSS JOIN bounds
     GROUP BY cell_x, cell_y, bounds.tile
), mains AS (
    SELECT condition, category, sum(pipes)::integer AS pipes,
           ST_AsMVTGeom(ST_Simplify(ST_Collect(geometry), %(tolerance_m)s), bounds.tile, 4096, 64) AS geom
      FROM maps_main CROSS JOIN bounds
     WHERE x BETWEEN %(west)s AND %(east)s
       AND y BETWEEN %(north)s AND %(south)s
       AND least_mm >= %(least_mm)s
       AND (%(classes)s::text[] IS NULL OR 'pipe' = ANY (%(classes)s))
       AND (%(conditions)s::int[] IS NULL OR condition = ANY (%(conditions)s))
       AND (%(statuses)s::text[] IS NULL OR status = ANY (%(statuses)s))
       AND (%(districts)s::bigint[] IS NULL OR district_id = ANY (%(districts)s))
     GROUP BY condition, category, bounds.tile
), landmarks AS MATERIALIZED (
    SELECT id, code, name, asset_class, coalesce(condition, 0) AS condition, status, dimension, area_m2,
           ST_AsMVTGeom(
               CASE dimension WHEN 2 THEN ST_SimplifyPreserveTopology(mercator, %(tolerance_m)s) ELSE mercator END,
               bounds.tile, 4096, 64) AS geom
      FROM bounds
      JOIN registry_asset asset ON asset.mercator && bounds.buffered
     WHERE (dimension = 2 OR asset_class IN ('pumping_station', 'treatment_plant'))
       AND (dimension = 0 AND %(z)s >= 11 OR area_m2 >= %(least_m2)s)
       AND (%(classes)s::text[] IS NULL OR asset_class = ANY (%(classes)s))
       AND (%(conditions)s::int[] IS NULL OR coalesce(condition, 0) = ANY (%(conditions)s))
       AND (%(statuses)s::text[] IS NULL OR status = ANY (%(statuses)s))
       AND (%(districts)s::bigint[] IS NULL OR district_id = ANY (%(districts)s))
), areas AS (
    SELECT id, code, name, asset_class, condition, status, geom
      FROM landmarks WHERE dimension = 2 AND geom IS NOT NULL
), points AS (
    SELECT id, code, name, asset_class, condition, status, geom
      FROM landmarks WHERE dimension = 0 AND geom IS NOT NULL
), drawn_cells AS (
    SELECT * FROM cells WHERE geom IS NOT NULL
), drawn_mains AS (
    SELECT * FROM mains WHERE geom IS NOT NULL
)
SELECT (SELECT coalesce(ST_AsMVT(areas, 'assets_areas', 4096, 'geom', 'id'), '') FROM areas)
    || (SELECT coalesce(ST_AsMVT(drawn_mains, 'mains', 4096, 'geom'), '') FROM drawn_mains)
    || (SELECT coalesce(ST_AsMVT(drawn_cells, 'cells', 4096, 'geom'), '') FROM drawn_cells)
    || (SELECT coalesce(ST_AsMVT(points, 'assets_points', 4096, 'geom', 'id'), '') FROM points)
