-- District outlines with names, for every tile: the ones the reader may see, down to the level the zoom has room for.
WITH bounds AS (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS tile
), outlines AS (
    SELECT district.id, code, district.name, coalesce(nullif(name_en, ''), district.name) AS name_en, level, accuracy,
           ST_AsMVTGeom(ST_SimplifyPreserveTopology(mercator, %(tolerance_m)s), bounds.tile, 4096, 64) AS geom
      FROM bounds JOIN registry_district district ON district.mercator && bounds.tile
     WHERE valid_to IS NULL
       AND (%(visible_districts)s::bigint[] IS NULL OR district.id = ANY (%(visible_districts)s))
       AND (level IN ('city', 'district') OR %(z)s >= 11)
), drawn AS (
    SELECT * FROM outlines WHERE geom IS NOT NULL
), labels AS (
    SELECT district.id, code, district.name, coalesce(nullif(name_en, ''), district.name) AS name_en, level, accuracy,
           ST_AsMVTGeom(ST_PointOnSurface(mercator), bounds.tile, 4096, 0) AS geom
      FROM bounds JOIN registry_district district ON district.mercator && bounds.tile
     WHERE valid_to IS NULL AND level <> 'city'
       AND (%(visible_districts)s::bigint[] IS NULL OR district.id = ANY (%(visible_districts)s))
       AND (level = 'district' OR %(z)s >= 12)
), drawn_labels AS (
    SELECT * FROM labels WHERE geom IS NOT NULL
)
SELECT (SELECT coalesce(ST_AsMVT(drawn, 'districts', 4096, 'geom', 'id'), '') FROM drawn)
    || (SELECT coalesce(ST_AsMVT(drawn_labels, 'district_labels', 4096, 'geom', 'id'), '') FROM drawn_labels)
