-- Rows whose asset in the registry is not the one they were compared with: changed, gone, or made meanwhile.
DROP TABLE IF EXISTS {stale};
CREATE UNLOGGED TABLE {stale} AS
SELECT v.rid, v.asset_id AS old_id, asset.id AS new_id, asset.asset_class AS new_class
  FROM {verdicts} v
  LEFT JOIN registry_asset asset ON asset.id = v.asset_id
 WHERE v.verdict IN ('updated', 'unchanged')
   AND asset.updated_at IS DISTINCT FROM v.seen_updated_at
UNION ALL
SELECT v.rid, v.asset_id, asset.id, asset.asset_class
  FROM {verdicts} v
  JOIN {rows} r USING (rid)
  JOIN registry_asset asset
    ON asset.source = %(source)s
   AND asset.source_code = r.source_code
   AND asset.source_code <> ''
   AND asset.dimension = r.dimension
 WHERE v.verdict = 'created'
