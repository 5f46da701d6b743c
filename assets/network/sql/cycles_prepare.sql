-- The network's pipes by the direction of flow, to be peeled from its heads and its ends (cycles.py).
DROP TABLE IF EXISTS pg_temp.flow, pg_temp.frontier, pg_temp.on_cycle;
CREATE TEMPORARY TABLE flow ON COMMIT DROP AS
SELECT pipe.asset_ptr_id AS pipe_id,
       CASE WHEN pipe.flow_against THEN pipe.end_node_id ELSE pipe.start_node_id END AS upper_node,
       CASE WHEN pipe.flow_against THEN pipe.start_node_id ELSE pipe.end_node_id END AS lower_node
  FROM registry_pipe pipe
  JOIN registry_asset asset ON asset.id = pipe.asset_ptr_id
 WHERE asset.status <> 'removed'
   AND pipe.start_node_id <> pipe.end_node_id;
CREATE INDEX ON flow (upper_node);
CREATE INDEX ON flow (lower_node);
ANALYZE flow;
CREATE TEMPORARY TABLE frontier (node_id bigint) ON COMMIT DROP;
CREATE TEMPORARY TABLE on_cycle (pipe_id bigint, circle integer) ON COMMIT DROP;
