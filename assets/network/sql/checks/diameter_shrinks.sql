-- Nodes where even the widest pipe that leaves is narrower than the widest that arrives, pressure pipes apart.
-- Named by the leaving pipe; `other_code` is the arriving one, `measure` the millimetres lost.
WITH joined AS MATERIALIZED (
    SELECT pipe.asset_ptr_id AS pipe_id,
           pipe.diameter_mm,
           CASE WHEN pipe.flow_against THEN pipe.end_node_id ELSE pipe.start_node_id END AS upper_node,
           CASE WHEN pipe.flow_against THEN pipe.start_node_id ELSE pipe.end_node_id END AS lower_node
      FROM registry_pipe pipe
      JOIN registry_asset asset ON asset.id = pipe.asset_ptr_id
     WHERE pipe.is_pressure IS NOT TRUE
       AND asset.status <> 'removed'
), arriving AS (
    SELECT DISTINCT ON (lower_node) lower_node AS node_id, pipe_id, diameter_mm
      FROM joined
     WHERE diameter_mm IS NOT NULL AND lower_node IS NOT NULL
     ORDER BY lower_node, diameter_mm DESC, pipe_id
), leaving AS (
    -- A pipe of unknown size (a box culvert among them) may be the wide one: then nothing is said.
    SELECT DISTINCT ON (upper_node) upper_node AS node_id, pipe_id, diameter_mm
      FROM joined
     WHERE upper_node IS NOT NULL
     ORDER BY upper_node, diameter_mm DESC NULLS FIRST, pipe_id
)
SELECT asset.code,
       before.code AS other_code,
       arriving.diameter_mm - leaving.diameter_mm AS measure,
       node.geometry AS place
  FROM arriving
  JOIN leaving USING (node_id)
  JOIN registry_asset node ON node.id = node_id
  JOIN registry_asset asset ON asset.id = leaving.pipe_id
  JOIN registry_asset before ON before.id = arriving.pipe_id
 WHERE leaving.diameter_mm < arriving.diameter_mm
   AND {in_districts}
