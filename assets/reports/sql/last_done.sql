-- Of each asset the newest inspections and finished works up to a moment, newest first.
SELECT wanted.asset_id, last.happened_at, last.kind, last.condition, last.cost_yuan, last.said
  FROM unnest(%(assets)s::bigint[]) wanted (asset_id),
       LATERAL (
           (SELECT inspection.inspected_at AS happened_at, inspection.kind, inspection.condition,
                   NULL::numeric AS cost_yuan, inspection.findings AS said
              FROM work_inspection inspection
             WHERE inspection.asset_id = wanted.asset_id
               AND inspection.inspected_at <= %(moment)s
             ORDER BY inspection.inspected_at DESC, inspection.id DESC
             LIMIT %(each)s)
             UNION ALL
           (SELECT work.finished_at, work.kind, work.resulting_condition,
                   work.cost_yuan, coalesce(nullif(work.outcome, ''), work.title)
              FROM work_workorder work
             WHERE work.asset_id = wanted.asset_id
               AND work.state IN ('done', 'verified')
               AND work.finished_at <= %(moment)s
             ORDER BY work.finished_at DESC, work.id DESC
             LIMIT %(each)s)
             ORDER BY happened_at DESC
             LIMIT %(each)s
       ) last
