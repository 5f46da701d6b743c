-- A tile below zoom 14: cells (they add up to what the filter selects), mains, areas and large facilities.
WITH bounds AS (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS tile,
           ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.03125) AS buffered
), {cells}
, drawn_cells AS (
    SELECT {cell_counts},
           ST_AsMVTGeom(
               ST_SetSRID(ST_MakePoint(east_m / assets - 20037508.342789244,
                                       20037508.342789244 - south_m / assets), 3857),
               (SELECT tile FROM bounds), 4096, 64, false) AS geom  -- not clipped: a cell on the edge still counts
      FROM cells
), {mains}
, landmarks AS MATERIALIZED (
    SELECT asset.id, asset.code, asset.name, asset.asset_class, asset.condition, asset.status, asset.dimension{measured},
           ST_AsMVTGeom(
               CASE asset.dimension WHEN 2 THEN ST_Simplify(asset.mercator, %(tolerance_m)s, true)
                    ELSE asset.mercator END,
               (SELECT tile FROM bounds), 4096, 64) AS geom
      FROM ({assets}) asset{joins}
     WHERE (asset.dimension = 0 AND %(z)s >= 11 OR asset.area_m2 >= %(least_m2)s)
       AND {where}
), areas AS (
    SELECT id, code, name, asset_class, condition, status{kept}, geom
      FROM landmarks WHERE dimension = 2 AND geom IS NOT NULL
), points AS (
    SELECT id, code, name, asset_class, condition, status{kept}, geom
      FROM landmarks WHERE dimension = 0 AND geom IS NOT NULL
)
SELECT (SELECT coalesce(ST_AsMVT(areas, 'assets_areas', 4096, 'geom', 'id'), '') FROM areas)
    || (SELECT coalesce(ST_AsMVT(mains, 'mains', 4096, 'geom'), '') FROM mains WHERE geom IS NOT NULL)
    || (SELECT coalesce(ST_AsMVT(drawn_cells, 'cells', 4096, 'geom'), '') FROM drawn_cells)
    || (SELECT coalesce(ST_AsMVT(points, 'assets_points', 4096, 'geom', 'id'), '') FROM points)
