-- Counted by district and class.
SELECT district_id,
       asset_class,
       count(*) AS count,
       coalesce(sum(length_m) FILTER (WHERE dimension = 1), 0) AS length_m,
       coalesce(sum(area_m2) FILTER (WHERE dimension = 2), 0) AS area_m2,
       count(*) FILTER (WHERE condition = 1) AS condition_1,
       count(*) FILTER (WHERE condition = 2) AS condition_2,
       count(*) FILTER (WHERE condition = 3) AS condition_3,
       count(*) FILTER (WHERE condition = 4) AS condition_4,
       count(*) FILTER (WHERE condition = 5) AS condition_5,
       count(*) FILTER (WHERE condition IS NULL) AS condition_unknown,
       count(*) FILTER (WHERE status = 'in_service') AS in_service
  FROM assets
 GROUP BY district_id, asset_class
