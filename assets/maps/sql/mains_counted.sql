-- Materialized: else each shape would be cut to the tile twice, to see whether anything is left and to draw it.
mains AS MATERIALIZED (
    SELECT condition, category, sum(pipes)::integer AS pipes,
           ST_AsMVTGeom(ST_Collect({line}), (SELECT tile FROM bounds), 4096, 64) AS geom
      FROM maps_main counts
     WHERE x BETWEEN %(west)s AND %(east)s
       AND y BETWEEN %(north)s AND %(south)s
       AND least_mm >= %(least_mm)s
       AND {standing}
       AND (%(classes)s::text[] IS NULL OR 'pipe' = ANY (%(classes)s))
       AND {mains_where}
     GROUP BY condition, category
)
