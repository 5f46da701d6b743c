-- Ends that no number resolved: the nearest node within the tolerance, the delivery's own or the registry's.
-- A pipe drawn from a node to itself only by place is left open: it is shorter than the tolerance.
WITH open_ends AS MATERIALIZED (
    SELECT ends.rid, true AS at_start, ST_StartPoint(r.geometry) AS place
      FROM {ends} ends JOIN {rows} r USING (rid)
     WHERE ends.start_node_id IS NULL
    UNION ALL
    SELECT ends.rid, false, ST_EndPoint(r.geometry)
      FROM {ends} ends JOIN {rows} r USING (rid)
     WHERE ends.end_node_id IS NULL
), near AS (
    SELECT open_ends.rid, open_ends.at_start, node.asset_id, ST_Distance(node.geometry, open_ends.place) AS distance_m
      FROM open_ends
      JOIN {own_nodes} node ON ST_DWithin(node.geometry, open_ends.place, %(tolerance_m)s)
    UNION ALL
    SELECT open_ends.rid, open_ends.at_start, asset.id, ST_Distance(asset.geometry, open_ends.place)
      FROM open_ends
      JOIN registry_asset asset ON ST_DWithin(asset.geometry, open_ends.place, %(tolerance_m)s)
     WHERE asset.is_node
       AND asset.dimension = 0
       AND asset.status <> 'removed'
), nearest AS (
    SELECT DISTINCT ON (rid, at_start) rid, at_start, asset_id, distance_m
      FROM near
     ORDER BY rid, at_start, distance_m, asset_id
), both_ends AS (
    SELECT rid,
           min(asset_id) FILTER (WHERE at_start) AS start_id,
           min(distance_m) FILTER (WHERE at_start) AS start_m,
           min(asset_id) FILTER (WHERE NOT at_start) AS end_id,
           min(distance_m) FILTER (WHERE NOT at_start) AS end_m
      FROM nearest
     GROUP BY rid
)
UPDATE {ends} ends
   SET start_node_id = coalesce(ends.start_node_id, both_ends.start_id),
       start_distance_m = coalesce(ends.start_distance_m, both_ends.start_m),
       end_node_id = coalesce(ends.end_node_id, both_ends.end_id),
       end_distance_m = coalesce(ends.end_distance_m, both_ends.end_m)
  FROM both_ends
 WHERE both_ends.rid = ends.rid
   AND both_ends.start_id IS DISTINCT FROM both_ends.end_id
