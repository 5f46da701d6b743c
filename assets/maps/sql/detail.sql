-- A tile of zoom 14 and beyond: each asset itself, from the stored Mercator column. Four layers in one answer.
WITH bounds AS (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS tile,
           ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.03125) AS buffered
), drawn AS MATERIALIZED (
    SELECT asset.id, asset.code, asset.name, asset.asset_class, coalesce(asset.condition, 0) AS condition,
           asset.status, asset.dimension,
           ST_AsMVTGeom(asset.mercator, bounds.tile, 4096, 128) AS geom
      FROM bounds
      JOIN registry_asset asset ON asset.mercator && bounds.buffered
     WHERE (%(classes)s::text[] IS NULL OR asset.asset_class = ANY (%(classes)s))
       AND (%(conditions)s::int[] IS NULL OR coalesce(asset.condition, 0) = ANY (%(conditions)s))
       AND (%(statuses)s::text[] IS NULL OR asset.status = ANY (%(statuses)s))
       AND (%(districts)s::bigint[] IS NULL OR asset.district_id = ANY (%(districts)s))
), points AS (
    SELECT id, code, name, asset_class, condition, status, geom FROM drawn WHERE dimension = 0 AND geom IS NOT NULL
), lines AS (
    SELECT drawn.id, code, drawn.asset_class, drawn.condition, drawn.status, pipe.category,
           coalesce(pipe.diameter_mm, greatest(pipe.width_mm, pipe.height_mm), 0) AS size_mm,
           coalesce(pipe.flow_against, false) AS flow_against, geom
      FROM drawn LEFT JOIN registry_pipe pipe ON pipe.asset_ptr_id = drawn.id
     WHERE dimension = 1 AND geom IS NOT NULL
), areas AS (
    SELECT id, code, name, asset_class, condition, status, geom FROM drawn WHERE dimension = 2 AND geom IS NOT NULL
)
SELECT (SELECT coalesce(ST_AsMVT(points, 'assets_points', 4096, 'geom', 'id'), '') FROM points)
    || (SELECT coalesce(ST_AsMVT(lines, 'assets_lines', 4096, 'geom', 'id'), '') FROM lines)
    || (SELECT coalesce(ST_AsMVT(areas, 'assets_areas', 4096, 'geom', 'id'), '') FROM areas)
