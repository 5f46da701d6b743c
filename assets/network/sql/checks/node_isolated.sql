-- Nodes that no pipe reaches, of the classes that are nothing without one: a gate or a station may stand by itself.
SELECT asset.code,
       NULL AS other_code,
       NULL AS measure,
       asset.geometry AS place
  FROM registry_asset asset
 WHERE asset.asset_class IN ('manhole', 'inlet', 'outfall', 'junction')
   AND asset.status <> 'removed'
   AND NOT EXISTS (SELECT FROM registry_pipe pipe WHERE pipe.start_node_id = asset.id)
   AND NOT EXISTS (SELECT FROM registry_pipe pipe WHERE pipe.end_node_id = asset.id)
   AND {in_districts}
