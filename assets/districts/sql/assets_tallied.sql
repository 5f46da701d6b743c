-- Assets that are there (not removed) at the end of a day: what is counted of them, from the stores: whole months before
-- the day's, and days within it.
WITH changes AS (
    SELECT district_id, asset_class, condition, status, assets, length_m, area_m2
      FROM districts_tallymonth
     WHERE month < date_trunc('month', %(today)s::date)
       AND district_id = ANY (%(districts)s)
     UNION ALL
    SELECT district_id, asset_class, condition, status, assets, length_m, area_m2
      FROM districts_tally
     WHERE on_day BETWEEN date_trunc('month', %(today)s::date) AND %(today)s
       AND district_id = ANY (%(districts)s)
)
SELECT district_id,
       asset_class,
       sum(assets)::bigint AS count,
       sum(length_m) AS length_m,
       sum(area_m2) AS area_m2,
       coalesce(sum(assets) FILTER (WHERE condition = 1), 0)::bigint AS condition_1,
       coalesce(sum(assets) FILTER (WHERE condition = 2), 0)::bigint AS condition_2,
       coalesce(sum(assets) FILTER (WHERE condition = 3), 0)::bigint AS condition_3,
       coalesce(sum(assets) FILTER (WHERE condition = 4), 0)::bigint AS condition_4,
       coalesce(sum(assets) FILTER (WHERE condition = 5), 0)::bigint AS condition_5,
       coalesce(sum(assets) FILTER (WHERE condition = 0), 0)::bigint AS condition_unknown,
       coalesce(sum(assets) FILTER (WHERE status = 'in_service'), 0)::bigint AS in_service
  FROM changes
 WHERE status <> 'removed'
   AND (%(scope_classes)s::text[] IS NULL OR asset_class = ANY (%(scope_classes)s))
 GROUP BY district_id, asset_class
HAVING sum(assets) <> 0
