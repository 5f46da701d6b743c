-- What changes first: a reader of a large delivery sees that, not the unchanged rest. Only of the rows chosen is it
-- looked where they were before: for what moves, that place too, and for an arrow the furthest that one of its ends (of
-- a point or an area: its middle) goes.
WITH judged AS (
    SELECT r.rid, r.layer, r.row_no, r.source_code, r.asset_class, r.geometry, v.asset_id,
           CASE WHEN x.rid IS NULL THEN v.verdict ELSE 'rejected' END AS state
      FROM {rows} r
      LEFT JOIN {verdicts} v USING (rid)
      LEFT JOIN {rejected} x USING (rid)
     WHERE r.geometry IS NOT NULL
       AND NOT ST_IsEmpty(r.geometry)
       AND (%(box)s::geometry IS NULL OR r.geometry && %(box)s::geometry)
       AND (%(rid)s::bigint IS NULL OR r.rid = %(rid)s)
       AND {with_problem}
    UNION ALL
    SELECT missing.asset_id, 0, 0, missing.code, missing.asset_class, asset.geometry, missing.asset_id, 'removed'
      FROM {missing} missing
      JOIN registry_asset asset ON asset.id = missing.asset_id
     WHERE %(problem)s = ''
       AND (%(rid)s::bigint IS NULL OR %(state)s = 'removed' AND missing.asset_id = %(rid)s)
       AND (%(box)s::geometry IS NULL OR asset.geometry && %(box)s::geometry)
), chosen AS MATERIALIZED (
    SELECT *
      FROM judged
     WHERE state IS NOT NULL
       AND (%(state)s = '' OR state = %(state)s)
     ORDER BY array_position(ARRAY['removed', 'rejected', 'updated', 'created', 'unchanged'], state), rid
     LIMIT %(limit)s
), told AS MATERIALIZED (
    SELECT r.*, asset.geometry AS before
      FROM chosen r
      LEFT JOIN registry_asset asset ON r.state = 'updated' AND asset.id = r.asset_id AND {moved}
), places AS (
    SELECT state, asset_class, source_code, layer, row_no, rid, geometry, before
      FROM told
    UNION ALL
    SELECT 'before', asset_class, source_code, layer, row_no, rid, before, NULL
      FROM told
     WHERE before IS NOT NULL
    UNION ALL
    SELECT 'before', told.asset_class, told.source_code, told.layer, told.row_no, told.rid, repaired.sent, NULL
      FROM told
      JOIN {repaired} repaired ON repaired.rid = told.rid AND told.state <> 'removed'
)
SELECT state, asset_class, source_code, layer, row_no, rid,
       coalesce(ST_AsGeoJSON(intake_transformed(geometry, 4326), 7), 'null'),
       ST_HausdorffDistance(before, geometry),
       ST_AsGeoJSON(ST_Transform(arrow.line, 4326), 7)
  FROM places
  LEFT JOIN LATERAL (
       SELECT ST_MakeLine(from_place, to_place) AS line
         FROM (VALUES (ST_StartPoint(before), ST_StartPoint(geometry)),
                      (ST_EndPoint(before), ST_EndPoint(geometry)),
                      (ST_Centroid(before), ST_Centroid(geometry))) ways (from_place, to_place)
        WHERE from_place IS NOT NULL
          AND to_place IS NOT NULL
        ORDER BY ST_Distance(from_place, to_place) DESC
        LIMIT 1
       ) arrow ON before IS NOT NULL
 ORDER BY array_position(ARRAY['removed', 'rejected', 'before', 'updated', 'created', 'unchanged'], state), rid
