-- districts_workday against the inspections and the finished work, in the district where each asset lies now.
SELECT jsonb_build_object('on_day', on_day, 'district_id', nullif(district, -1), 'asset_class', asset_class, 'kind', kind)
           AS key,
       jsonb_build_object('inspections', sum(inspections) FILTER (WHERE is_kept), 'works', sum(works) FILTER (WHERE is_kept),
                          'cost_yuan', sum(cost_yuan) FILTER (WHERE is_kept)) AS kept,
       jsonb_build_object('inspections', sum(inspections) FILTER (WHERE NOT is_kept),
                          'works', sum(works) FILTER (WHERE NOT is_kept),
                          'cost_yuan', sum(cost_yuan) FILTER (WHERE NOT is_kept)) AS counted
  FROM (SELECT true AS is_kept, on_day, coalesce(district_id, -1) AS district, asset_class, kind, inspections, works,
               cost_yuan
          FROM districts_workday
         UNION ALL
        SELECT false, done.on_day, coalesce(asset.district_id, -1), asset.asset_class, done.kind,
               done.inspections, done.works, done.cost_yuan
          FROM districts_work_done done
          JOIN registry_asset asset ON asset.id = done.asset_id) kept_or_counted
 GROUP BY on_day, district, asset_class, kind
HAVING sum(CASE WHEN is_kept THEN inspections ELSE -inspections END) <> 0
    OR sum(CASE WHEN is_kept THEN works ELSE -works END) <> 0
    OR sum(CASE WHEN is_kept THEN cost_yuan ELSE -cost_yuan END) <> 0
 ORDER BY 1
