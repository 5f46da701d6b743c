-- The two ends of each pipe, by the survey's numbers.
CREATE UNLOGGED TABLE {ends} AS
SELECT r.rid,
       from_node.asset_id AS start_node_id,
       to_node.asset_id AS end_node_id,
       ST_Distance(ST_StartPoint(r.geometry), from_node.geometry) AS start_distance_m,
       ST_Distance(ST_EndPoint(r.geometry), to_node.geometry) AS end_distance_m
  FROM {rows} r
  JOIN {identity} identity USING (rid)
  LEFT JOIN {nodes} from_node ON from_node.number = r.start_number
  LEFT JOIN {nodes} to_node ON to_node.number = r.end_number
 WHERE r.asset_class = 'pipe'
