-- Those that nobody has touched since they were found missing; what was touched stays, for somebody knows more of it.
UPDATE registry_asset asset
   SET status = 'removed'
  FROM {missing} missing
 WHERE missing.asset_id = asset.id
   AND asset.updated_at = missing.seen_updated_at
   AND asset.status <> 'removed'
