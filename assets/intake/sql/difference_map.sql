-- What changes first: a reader of a large delivery sees that, not the unchanged rest.
WITH judged AS (
    SELECT r.rid, r.layer, r.row_no, r.source_code, r.asset_class, r.geometry,
           CASE WHEN x.rid IS NULL THEN v.verdict ELSE 'rejected' END AS state,
           v.asset_id
      FROM {rows} r
      LEFT JOIN {verdicts} v USING (rid)
      LEFT JOIN {rejected} x USING (rid)
     WHERE r.geometry IS NOT NULL
       AND NOT ST_IsEmpty(r.geometry)
), places AS (
    SELECT state, asset_class, source_code, layer, row_no, geometry, rid
      FROM judged
    UNION ALL
    SELECT 'before', judged.asset_class, judged.source_code, judged.layer, judged.row_no, asset.geometry, judged.rid
      FROM judged
      JOIN registry_asset asset ON asset.id = judged.asset_id
     WHERE judged.state = 'updated'
       AND NOT ST_Equals(asset.geometry, judged.geometry)
    UNION ALL
    SELECT 'before', judged.asset_class, judged.source_code, judged.layer, judged.row_no, repaired.sent, judged.rid
      FROM judged
      JOIN {repaired} repaired USING (rid)
    UNION ALL
    SELECT 'removed', missing.asset_class, missing.code, 0, 0, asset.geometry, missing.asset_id
      FROM {missing} missing
      JOIN registry_asset asset ON asset.id = missing.asset_id
)
SELECT state, asset_class, source_code, layer, row_no,
       coalesce(ST_AsGeoJSON(intake_transformed(geometry, 4326), 7), 'null')
  FROM places
 WHERE state IS NOT NULL
 ORDER BY array_position(ARRAY['removed', 'rejected', 'before', 'updated', 'created', 'unchanged'], state), rid
 LIMIT %(limit)s
