-- Ends of pipes that are drawn further than the tolerance from the node they are joined to; `measure` in metres.
SELECT asset.code,
       node.code AS other_code,
       ST_Distance(joined.place, node.geometry) AS measure,
       joined.place
  FROM registry_pipe pipe
  JOIN registry_asset asset ON asset.id = pipe.asset_ptr_id
 CROSS JOIN LATERAL (
    VALUES (pipe.start_node_id, ST_StartPoint(asset.geometry)), (pipe.end_node_id, ST_EndPoint(asset.geometry))
 ) joined (node_id, place)
  JOIN registry_asset node ON node.id = joined.node_id
 WHERE NOT ST_DWithin(joined.place, node.geometry, %(end_tolerance_m)s)
   AND asset.status <> 'removed'
   AND {in_districts}
