mains AS (
    SELECT {mains_columns}, words.word AS category, pipes, geom
      FROM (SELECT band, category, count(*)::integer AS pipes, avg(value)::float8 AS value,
                   ST_AsMVTGeom(ST_Simplify(ST_Collect(line), %(tolerance_m)s), (SELECT tile FROM bounds), 4096, 64)
                       AS geom
              FROM chosen
             WHERE line IS NOT NULL AND size_mm >= %(least_mm)s
             GROUP BY band, category) merged
      LEFT JOIN maps_word words ON words.id = merged.category
)
