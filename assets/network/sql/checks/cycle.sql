-- Pipes on a circle: water that leaves them comes back. `on_cycle` was filled by cycles.py.
SELECT asset.code,
       NULL AS other_code,
       on_cycle.circle AS measure,
       ST_LineInterpolatePoint(asset.geometry, 0.5) AS place
  FROM on_cycle
  JOIN registry_asset asset ON asset.id = on_cycle.pipe_id
 WHERE {in_districts}
