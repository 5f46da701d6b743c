-- districts_tallymonth against the history's events.
SELECT jsonb_build_object('month', month, 'district_id', nullif(district, -1), 'asset_class', asset_class,
                          'condition', condition, 'status', status) AS key,
       jsonb_build_object('assets', sum(assets) FILTER (WHERE is_kept), 'length_m', sum(length_m) FILTER (WHERE is_kept),
                          'area_m2', sum(area_m2) FILTER (WHERE is_kept)) AS kept,
       jsonb_build_object('assets', sum(assets) FILTER (WHERE NOT is_kept),
                          'length_m', sum(length_m) FILTER (WHERE NOT is_kept),
                          'area_m2', sum(area_m2) FILTER (WHERE NOT is_kept)) AS counted
  FROM (SELECT true AS is_kept, month, coalesce(district_id, -1) AS district, asset_class, condition, status,
               assets, length_m, area_m2
          FROM districts_tallymonth
         UNION ALL
        SELECT false, date_trunc('month', on_day)::date, coalesce(district_id, -1), asset_class, condition, status, assets, length_m, area_m2
          FROM districts_tally_counted) kept_or_counted
 GROUP BY month, district, asset_class, condition, status
HAVING sum(CASE WHEN is_kept THEN assets ELSE -assets END) <> 0
    OR abs(sum(CASE WHEN is_kept THEN length_m ELSE -length_m END)) > 0.01 + 1e-9 * sum(abs(length_m))
    OR abs(sum(CASE WHEN is_kept THEN area_m2 ELSE -area_m2 END)) > 0.01 + 1e-9 * sum(abs(area_m2))
 ORDER BY 1
