-- A tile of zoom 14 and beyond: each asset itself, from the stored Mercator column. Layers in one answer. In the order
-- of ids: neighbours of a survey have like codes, so that the gzipped tile is a tenth smaller, and of past days a sixth.
WITH bounds AS (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS tile,
           ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.03125) AS buffered
), drawn AS MATERIALIZED (
    SELECT asset.id, {named}, asset.asset_class, asset.condition, asset.status, asset.dimension,
           asset.category, asset.pipe_mm, asset.flow_against{measured},
           ST_AsMVTGeom(asset.mercator, (SELECT tile FROM bounds), 4096, 128) AS geom
      FROM ({assets}) asset{joins}
     WHERE {where}
     ORDER BY asset.id
), points AS (
    SELECT id, code, name, asset_class, condition, status{kept}, geom
      FROM drawn WHERE dimension = 0 AND geom IS NOT NULL
), lines AS (
    SELECT id, code, asset_class, condition, status, category, coalesce(pipe_mm, 0) AS size_mm,
           coalesce(flow_against, false) AS flow_against{kept}, geom
      FROM drawn WHERE dimension = 1 AND geom IS NOT NULL
), areas AS (
    SELECT id, code, name, asset_class, condition, status{kept}, geom
      FROM drawn WHERE dimension = 2 AND geom IS NOT NULL
)
SELECT (SELECT coalesce(ST_AsMVT(points, 'assets_points', 4096, 'geom', 'id'), '') FROM points)
    || (SELECT coalesce(ST_AsMVT(lines, 'assets_lines', 4096, 'geom', 'id'), '') FROM lines)
    || (SELECT coalesce(ST_AsMVT(areas, 'assets_areas', 4096, 'geom', 'id'), '') FROM areas)
