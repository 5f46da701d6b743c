-- Shapes that can lie in no city are no shapes: not finite, beyond all systems, or longer than the province (one corner
-- that is wrong is enough, and would touch every tile of the country). Nothing after this meets a coordinate that is no number.
-- "Not a number" counts as larger than any: so "NOT ... <" finds it too. The box of a shape forgets it; its length does not.
UPDATE {rows} r
   SET geometry = NULL
 WHERE NOT ST_IsEmpty(r.geometry)
   AND (NOT (ST_XMin(r.geometry) > -1e9 AND ST_XMax(r.geometry) < 1e9
             AND ST_YMin(r.geometry) > -1e9 AND ST_YMax(r.geometry) < 1e9
             AND ST_XMax(r.geometry) - ST_XMin(r.geometry) < 500000
             AND ST_YMax(r.geometry) - ST_YMin(r.geometry) < 500000)
        OR r.dimension > 0 AND NOT ST_Length(r.geometry) + ST_Perimeter(r.geometry) < 1e9
        OR ST_NumGeometries(r.geometry) > 1 AND ST_AsText(r.geometry) ~* '(nan|inf)')
