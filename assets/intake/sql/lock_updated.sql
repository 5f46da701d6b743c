WITH locked AS MATERIALIZED (
    SELECT asset.id
      FROM registry_asset asset
      JOIN {verdicts} v ON v.asset_id = asset.id
     WHERE v.verdict = 'updated'
     ORDER BY asset.id
       FOR UPDATE OF asset
)
SELECT count(*) FROM locked
