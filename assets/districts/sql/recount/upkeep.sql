-- work_upkeep against what its assets, inspections, works and plans say. A row that says nothing counts as none.
SELECT jsonb_build_object('asset_id', coalesce(kept.asset_id, counted.asset_id)) AS key,
       to_jsonb(kept) - 'asset_id' AS kept,
       to_jsonb(counted) - 'asset_id' AS counted
  FROM (SELECT asset_id, asset_class, district_id, last_inspected_on, last_maintained_on, inspections, works,
               works_cost_yuan, next_due_on, overdue_days, overdue_tasks_from, overdue_tasks_until
          FROM work_upkeep
         WHERE inspections <> 0 OR works <> 0 OR next_due_on IS NOT NULL OR overdue_days IS NOT NULL) kept
  FULL JOIN (SELECT counted.*
               FROM ({counted}) counted
              WHERE inspections <> 0 OR works <> 0 OR next_due_on IS NOT NULL OR overdue_days IS NOT NULL) counted
    ON counted.asset_id = kept.asset_id
 WHERE (kept.asset_class, kept.district_id, kept.last_inspected_on, kept.last_maintained_on, kept.inspections,
        kept.works, kept.works_cost_yuan, kept.next_due_on, kept.overdue_days, kept.overdue_tasks_from,
        kept.overdue_tasks_until)
       IS DISTINCT FROM
       (counted.asset_class, counted.district_id, counted.last_inspected_on, counted.last_maintained_on,
        counted.inspections, counted.works, counted.works_cost_yuan, counted.next_due_on, counted.overdue_days,
        counted.overdue_tasks_from, counted.overdue_tasks_until)
 ORDER BY 1
