UPDATE {identity} i
   SET matched_id = s.new_id, matched_class = s.new_class, asset_id = coalesce(s.new_id, i.asset_id)
  FROM {stale} s
 WHERE s.rid = i.rid
