-- Materialized: else each shape would be cut to the tile twice, to see whether anything is left and to draw it.
mains AS MATERIALIZED (
    SELECT {mains_columns}, words.word AS category, pipes, geom
      FROM (SELECT {band} AS band, asset.category, count(*)::integer AS pipes, avg({value})::float8 AS value,
                   ST_AsMVTGeom(ST_Simplify(ST_Collect(asset.line), %(tolerance_m)s), (SELECT tile FROM bounds), 4096, 64)
                       AS geom
              FROM maps_fact asset{fact_joins}
             WHERE asset.x BETWEEN %(west)s AND %(east)s
               AND asset.y BETWEEN %(north)s AND %(south)s
               AND asset.line IS NOT NULL
               AND asset.size_mm >= %(least_mm)s
               AND {standing}
               AND {fact_where}
             GROUP BY 1, 2) merged
      LEFT JOIN maps_word words ON words.id = merged.category
)
