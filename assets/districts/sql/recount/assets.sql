-- districts_tally, all days together, against the assets that are there now.
SELECT jsonb_build_object('district_id', nullif(kept_or_counted.district, -1), 'asset_class', asset_class,
                          'condition', condition, 'status', status) AS key,
       jsonb_build_object('assets', sum(assets) FILTER (WHERE is_kept), 'length_m', sum(length_m) FILTER (WHERE is_kept),
                          'area_m2', sum(area_m2) FILTER (WHERE is_kept)) AS kept,
       jsonb_build_object('assets', sum(assets) FILTER (WHERE NOT is_kept),
                          'length_m', sum(length_m) FILTER (WHERE NOT is_kept),
                          'area_m2', sum(area_m2) FILTER (WHERE NOT is_kept)) AS counted
  FROM (SELECT true AS is_kept, coalesce(district_id, -1) AS district, asset_class, condition, status,
               sum(assets) AS assets, sum(length_m) AS length_m, sum(area_m2) AS area_m2
          FROM districts_tally
         GROUP BY 2, 3, 4, 5
         UNION ALL
        SELECT false, coalesce(district_id, -1), asset_class, coalesce(condition, 0), status, count(*),
               sum(length_m), sum(area_m2)
          FROM registry_asset
         GROUP BY 2, 3, 4, 5) kept_or_counted
 GROUP BY district, asset_class, condition, status
HAVING sum(CASE WHEN is_kept THEN assets ELSE -assets END) <> 0
    OR abs(sum(CASE WHEN is_kept THEN length_m ELSE -length_m END)) > 0.01 + 1e-9 * abs(sum(length_m))
    OR abs(sum(CASE WHEN is_kept THEN area_m2 ELSE -area_m2 END)) > 0.01 + 1e-9 * abs(sum(area_m2))
 ORDER BY 1
