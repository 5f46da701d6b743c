-- Where the map's counts differ from a recount: as they stand against the assets' rows, and at the end of a past day
-- against the history's events. One row a class, condition, status and district that differs.
WITH kept AS (
    SELECT asset_class, condition, status, district_id, sum(assets) AS assets
      FROM {counts} counts WHERE grid = 11
     GROUP BY 1, 2, 3, 4
), recounted AS (
    SELECT asset_class, coalesce(condition, 0) AS condition, status, district_id, count(*) AS assets
      FROM {assets} assets
     GROUP BY 1, 2, 3, 4
), compared AS (
    SELECT asset_class, condition, status, district_id, assets AS kept, 0 AS recounted FROM kept
     UNION ALL
    SELECT asset_class, condition, status, district_id, 0, assets FROM recounted
)
SELECT asset_class, condition, status, district_id, sum(kept)::bigint, sum(recounted)::bigint
  FROM compared
 GROUP BY 1, 2, 3, 4
HAVING sum(kept) <> sum(recounted)
 ORDER BY 1, 2, 3, 4
