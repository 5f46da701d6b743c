-- Outlines of the units, simplified, as encoded polylines (rings apart by spaces, parts by semicolons).
SELECT unit.code, unit.name, unit.name_en, unit.tree_path, unit.accuracy,
       (SELECT string_agg(
                   (SELECT string_agg(ST_AsEncodedPolyline(ST_ExteriorRing(ring.geom), 5), ' ' ORDER BY ring.path)
                      FROM ST_DumpRings(part.geom) ring),
                   ';' ORDER BY part.path
               )
          FROM ST_Dump(ST_Transform(ST_SimplifyPreserveTopology(unit.boundary, %(tolerance_m)s), 4326)) part) AS drawn
  FROM registry_district unit
 WHERE unit.id = ANY (%(units)s)
   AND unit.boundary IS NOT NULL
 ORDER BY unit.code
