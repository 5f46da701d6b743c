SELECT missing.asset_id, 0, 0, missing.code, missing.asset_class, 'removed'
  FROM {missing} missing
 WHERE missing.asset_id > %(after)s
 ORDER BY missing.asset_id
 LIMIT %(limit)s
