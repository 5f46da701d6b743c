-- The picked assets with their shapes made small: simplified (Douglas and Peucker; the coarser the more points a shape
-- has), turned to WGS84 and written as encoded polylines: rings of an area apart by spaces, parts by semicolons.
WITH picked AS (
    {picked}
), simplified AS (
    SELECT picked.*,
           ST_Transform(
               CASE dimension
                   WHEN 0 THEN shape
                   WHEN 1 THEN coalesce(ST_Simplify(shape, %(tolerance_m)s * coarser), shape)
                   ELSE ST_SimplifyPreserveTopology(shape, %(tolerance_m)s * coarser)
               END,
               4326
           ) AS small
      FROM picked,
           LATERAL (SELECT greatest(1, ST_NPoints(shape) / 200.0) AS coarser) shapes
)
SELECT {columns},
       (SELECT string_agg(
                   CASE ST_Dimension(part.geom)
                       WHEN 0 THEN ST_AsEncodedPolyline(ST_Multi(part.geom), %(decimals)s)
                       WHEN 1 THEN ST_AsEncodedPolyline(part.geom, %(decimals)s)
                       ELSE (SELECT string_agg(
                                        ST_AsEncodedPolyline(ST_ExteriorRing(ring.geom), %(decimals)s), ' '
                                        ORDER BY ring.path
                                    )
                               FROM ST_DumpRings(part.geom) ring)
                   END,
                   ';' ORDER BY part.path
               )
          FROM ST_Dump(small) part) AS drawn
  FROM simplified
 ORDER BY condition DESC NULLS LAST, size DESC, code
