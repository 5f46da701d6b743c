-- Pipes that named a node by the id it was to get, or one that is gone, follow.
UPDATE {ends} e
   SET start_node_id = CASE WHEN e.start_node_id = s.old_id THEN s.new_id ELSE e.start_node_id END,
       end_node_id = CASE WHEN e.end_node_id = s.old_id THEN s.new_id ELSE e.end_node_id END
  FROM {stale} s
 WHERE s.old_id IS DISTINCT FROM s.new_id
   AND s.old_id IN (e.start_node_id, e.end_node_id)
