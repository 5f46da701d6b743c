-- The pipes that carry water, by the direction of flow, for adding up what drains through each (drained.py).
-- `outgoing` pipes leave the upper node: what comes down there is divided among them.
DROP TABLE IF EXISTS pg_temp.flow, pg_temp.frontier, pg_temp.load, pg_temp.drained;
CREATE TEMPORARY TABLE flow ON COMMIT DROP AS
SELECT pipe_id, upper_node, lower_node, length_m, count(*) OVER (PARTITION BY upper_node) AS outgoing
  FROM (
    SELECT pipe.asset_ptr_id AS pipe_id,
           CASE WHEN pipe.flow_against THEN pipe.end_node_id ELSE pipe.start_node_id END AS upper_node,
           CASE WHEN pipe.flow_against THEN pipe.start_node_id ELSE pipe.end_node_id END AS lower_node,
           asset.length_m
      FROM registry_pipe pipe
      JOIN registry_asset asset ON asset.id = pipe.asset_ptr_id
     WHERE asset.status NOT IN ('planned', 'removed')
       AND pipe.start_node_id <> pipe.end_node_id
  ) directed;
CREATE INDEX ON flow (upper_node);
CREATE INDEX ON flow (lower_node);
ANALYZE flow;
CREATE TEMPORARY TABLE frontier (node_id bigint) ON COMMIT DROP;
CREATE TEMPORARY TABLE load (node_id bigint PRIMARY KEY, length_m double precision NOT NULL) ON COMMIT DROP;
CREATE TEMPORARY TABLE drained (pipe_id bigint PRIMARY KEY, length_m double precision NOT NULL) ON COMMIT DROP;
INSERT INTO frontier SELECT DISTINCT upper_node FROM flow;
