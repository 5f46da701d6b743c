-- districts_duetally by month against the turns of work_upkeep (itself recounted) and of the work orders.
SELECT jsonb_build_object('on_day', on_day, 'district_id', nullif(district, -1), 'asset_class', asset_class) AS key,
       jsonb_build_object('assets', sum(assets) FILTER (WHERE is_kept), 'tasks', sum(tasks) FILTER (WHERE is_kept),
                          'open_work', sum(open_work) FILTER (WHERE is_kept),
                          'overdue_work', sum(overdue_work) FILTER (WHERE is_kept)) AS kept,
       jsonb_build_object('assets', sum(assets) FILTER (WHERE NOT is_kept), 'tasks', sum(tasks) FILTER (WHERE NOT is_kept),
                          'open_work', sum(open_work) FILTER (WHERE NOT is_kept),
                          'overdue_work', sum(overdue_work) FILTER (WHERE NOT is_kept)) AS counted
  FROM (SELECT true AS is_kept, on_day, coalesce(district_id, -1) AS district, asset_class, assets, tasks, open_work,
               overdue_work
          FROM districts_duetally
         WHERE span = 'm'
         UNION ALL
        SELECT false, date_trunc('month', on_day)::date, coalesce(district_id, -1), asset_class, assets, tasks, open_work, overdue_work
          FROM (SELECT turn.on_day, district_id, asset_class, turn.assets, turn.tasks, 0 AS open_work, 0 AS overdue_work
                  FROM (SELECT district_id, asset_class, overdue_days, overdue_tasks_from, overdue_tasks_until,
                               count(*) AS alike
                          FROM work_upkeep
                         GROUP BY 1, 2, 3, 4, 5) upkeep
                 CROSS JOIN LATERAL (
                    SELECT lower(days) AS on_day, alike AS assets, 0 AS tasks FROM unnest(overdue_days) AS days
                     UNION ALL
                    SELECT upper(days), -alike, 0 FROM unnest(overdue_days) AS days WHERE upper(days) IS NOT NULL
                     UNION ALL
                    SELECT turn, 0, alike FROM unnest(overdue_tasks_from) AS turn
                     UNION ALL
                    SELECT turn, 0, -alike FROM unnest(overdue_tasks_until) AS turn
                 ) turn
                 UNION ALL
                SELECT orders.* FROM ({orders}) orders) turns) kept_or_counted
 GROUP BY on_day, district, asset_class
HAVING sum(CASE WHEN is_kept THEN assets ELSE -assets END) <> 0
    OR sum(CASE WHEN is_kept THEN tasks ELSE -tasks END) <> 0
    OR sum(CASE WHEN is_kept THEN open_work ELSE -open_work END) <> 0
    OR sum(CASE WHEN is_kept THEN overdue_work ELSE -overdue_work END) <> 0
 ORDER BY 1
