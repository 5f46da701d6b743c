-- Shapes of one class as SVG paths (metres of the registry's CRS, y growing downwards), joined by condition.
WITH picked AS (
    {picked}
)
SELECT condition, dimension, string_agg(
           ST_AsSVG(
               CASE dimension
                   WHEN 1 THEN coalesce(ST_Simplify(shape, %(tolerance_m)s), shape)
                   WHEN 2 THEN ST_SimplifyPreserveTopology(shape, %(tolerance_m)s)
               END,
               0, 0
           ),
           ' '
       ) AS path
  FROM picked
 WHERE dimension > 0
 GROUP BY condition, dimension
 ORDER BY condition NULLS FIRST
