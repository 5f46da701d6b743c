-- A pipe without a number, moved since the last delivery, is still the one between the same two nodes,
-- where exactly one pipe on either side is.
WITH sent AS (
    SELECT min(ends.rid) AS rid, ends.start_node_id, ends.end_node_id
      FROM {ends} ends
      JOIN {rows} r USING (rid)
     WHERE r.source_code = ''
       AND ends.start_node_id IS NOT NULL
       AND ends.end_node_id IS NOT NULL
     GROUP BY ends.start_node_id, ends.end_node_id
    HAVING count(*) = 1
), known AS (
    SELECT min(asset.id) AS id, pipe.start_node_id, pipe.end_node_id
      FROM registry_pipe pipe
      JOIN registry_asset asset ON asset.id = pipe.asset_ptr_id
      JOIN sent USING (start_node_id, end_node_id)
     WHERE asset.source = %(source)s
       AND asset.source_code = ''
     GROUP BY pipe.start_node_id, pipe.end_node_id
    HAVING count(*) = 1
)
UPDATE {identity} identity
   SET matched_id = known.id, matched_class = 'pipe', asset_id = known.id
  FROM sent
  JOIN known USING (start_node_id, end_node_id)
 WHERE identity.rid = sent.rid
   AND identity.matched_id IS NULL
   AND NOT EXISTS (SELECT FROM {identity} other WHERE other.matched_id = known.id)
