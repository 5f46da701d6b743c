-- A point on each of the assets of these codes, in metres, as they stand now; the same frame as picture.sql.
SELECT asset.code, ST_X(middle.point) AS x, -ST_Y(middle.point) AS y
  FROM registry_asset asset,
       LATERAL (SELECT ST_PointOnSurface(asset.geometry) AS point) middle
 WHERE asset.code = ANY (%(codes)s)
