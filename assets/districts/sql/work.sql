-- Work finished in the period and what it cost; work open at the moment asked about, and how much of that was late.
-- A cancelled order was open until it was last changed.
WITH orders AS (
    SELECT asset.district_id, asset.asset_class, work.cost_yuan, work.due_on,
           work.finished_at >= %(since)s AND work.finished_at < %(until)s AND work.state IN ('done', 'verified')
               AS finished,
           work.asked_at <= %(moment)s
               AND CASE WHEN work.state = 'cancelled' THEN work.updated_at > %(moment)s
                        WHEN work.state IN ('done', 'verified') THEN work.finished_at > %(moment)s
                        ELSE true END
               AS open
      FROM registry_asset asset
      JOIN work_workorder work ON work.asset_id = asset.id
     WHERE asset.district_id = ANY (%(districts)s)
       AND (%(scope_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(scope_classes)s))
)
SELECT district_id,
       asset_class,
       count(*) FILTER (WHERE finished) AS work_finished,
       coalesce(sum(cost_yuan) FILTER (WHERE finished), 0) AS cost_yuan,
       count(*) FILTER (WHERE open) AS open_work,
       count(*) FILTER (WHERE open AND due_on < %(today)s) AS overdue_work
  FROM orders
 WHERE finished OR open
 GROUP BY district_id, asset_class
