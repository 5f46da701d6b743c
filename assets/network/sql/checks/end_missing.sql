-- Pipes with an end that is joined to no node; `measure` counts the missing ends.
SELECT asset.code,
       NULL AS other_code,
       (pipe.start_node_id IS NULL)::integer + (pipe.end_node_id IS NULL)::integer AS measure,
       CASE WHEN pipe.start_node_id IS NULL THEN ST_StartPoint(asset.geometry) ELSE ST_EndPoint(asset.geometry) END AS place
  FROM registry_pipe pipe
  JOIN registry_asset asset ON asset.id = pipe.asset_ptr_id
 WHERE (pipe.start_node_id IS NULL OR pipe.end_node_id IS NULL)
   AND asset.status <> 'removed'
   AND {in_districts}
