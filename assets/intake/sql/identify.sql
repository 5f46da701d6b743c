-- Which asset each good row is: the one with the same source, number and dimension; without a number, the one of
-- the same source, without a number, at exactly the same place. Ids of new assets are drawn here, so that pipes can
-- name nodes that are not there yet; of a delivery never applied they are simply not used. They are drawn in the
-- order of the file: what is then inserted in that order goes to the end of most indexes.
CREATE UNLOGGED TABLE {identity} AS
SELECT known.*,
       coalesce(known.matched_id,
                nextval((SELECT pg_get_serial_sequence('registry_asset', 'id')::regclass))) AS asset_id
  FROM (
SELECT r.rid,
       r.asset_class,
       coalesce(by_number.id, by_place.id) AS matched_id,
       coalesce(by_number.asset_class, by_place.asset_class) AS matched_class
  FROM {rows} r
  LEFT JOIN registry_asset by_number
         ON by_number.source = %(source)s
        AND by_number.source_code = r.source_code
        AND by_number.source_code <> ''
        AND by_number.dimension = r.dimension
  LEFT JOIN LATERAL (
            SELECT asset.id, asset.asset_class
              FROM registry_asset asset
             WHERE r.source_code = ''
               AND asset.source = %(source)s
               AND asset.source_code = ''
               AND asset.asset_class = r.asset_class
               AND asset.geometry ~= r.geometry
               AND ST_Equals(asset.geometry, r.geometry)
             ORDER BY asset.id
             LIMIT 1
       ) by_place ON %(some_unnumbered)s
 WHERE r.geometry IS NOT NULL
   AND NOT EXISTS (SELECT FROM {rejected} x WHERE x.rid = r.rid)
 ORDER BY r.rid
       ) known
