-- The district of each row that is new or moved. One join for all, from the districts' pieces to the rows by the rows'
-- index: a piece stays prepared for all its rows. Only places that touch two districts of one level ask
-- registry_district_of() for the largest share.
CREATE UNLOGGED TABLE {districts} AS
WITH asked AS MATERIALIZED (
    SELECT identity.rid
      FROM {identity} identity
      JOIN {rows} r USING (rid)
      LEFT JOIN registry_asset asset ON asset.id = identity.matched_id
     WHERE asset.id IS NULL OR asset.geometry IS DISTINCT FROM r.geometry
), touched AS (
    SELECT r.rid, part.depth, min(part.district_id) AS district_id, max(part.district_id) AS other_id
      FROM registry_districtpart part
      JOIN {rows} r ON ST_Intersects(part.geometry, r.geometry)
     WHERE EXISTS (SELECT FROM asked)
     GROUP BY r.rid, part.depth
), chosen AS (
    SELECT rid,
           (max(ARRAY[depth::bigint, district_id]))[2] AS district_id,
           bool_or(district_id <> other_id) AS rivals
      FROM touched
     GROUP BY rid
)
SELECT asked.rid,
       CASE WHEN chosen.rivals AND r.dimension > 0 THEN registry_district_of(r.geometry)
            ELSE chosen.district_id
       END AS district_id
  FROM asked
  JOIN {rows} r USING (rid)
  LEFT JOIN chosen USING (rid)
