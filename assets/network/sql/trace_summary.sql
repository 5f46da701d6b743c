SELECT (SELECT coalesce(array_agg(code ORDER BY place), '{{}}') FROM shown),
       (SELECT coalesce(sum(pipe_length_m), 0) FROM shown),
       (SELECT coalesce(jsonb_object_agg(asset_class, assets), '{{}}')
          FROM (SELECT asset_class, count(*) AS assets FROM shown GROUP BY asset_class) by_class),
       (SELECT count(*) FROM traced) > %(most)s,
       EXISTS (SELECT FROM traced WHERE NOT visible)
