-- Pipes that end at the node where they begin.
SELECT asset.code,
       node.code AS other_code,
       asset.length_m AS measure,
       node.geometry AS place
  FROM registry_pipe pipe
  JOIN registry_asset asset ON asset.id = pipe.asset_ptr_id
  JOIN registry_asset node ON node.id = pipe.start_node_id
 WHERE pipe.start_node_id = pipe.end_node_id
   AND asset.status <> 'removed'
   AND {in_districts}
