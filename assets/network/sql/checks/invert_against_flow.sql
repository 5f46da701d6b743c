-- Pipes without pressure whose invert rises in the direction of flow; `measure` is the rise in metres.
SELECT asset.code,
       NULL AS other_code,
       run.rise_m AS measure,
       ST_LineInterpolatePoint(asset.geometry, 0.5) AS place
  FROM registry_pipe pipe
  JOIN registry_asset asset ON asset.id = pipe.asset_ptr_id
 CROSS JOIN LATERAL (
    SELECT (pipe.end_invert_m - pipe.start_invert_m) * CASE WHEN pipe.flow_against THEN -1 ELSE 1 END AS rise_m
 ) run
 WHERE run.rise_m > %(invert_tolerance_m)s
   AND pipe.is_pressure IS NOT TRUE
   AND asset.status <> 'removed'
   AND {in_districts}
