-- What the active plans ask to be looked at: each plan, and how many assets in service it covers in the districts.
WITH plans AS (
    SELECT id, asset_class, task, category, size_class, every_days, every_months
      FROM work_maintenanceplan
     WHERE is_active
       AND task = ANY (%(tasks)s)
       AND (%(asset_classes)s::text[] IS NULL OR asset_class = ANY (%(asset_classes)s))
       AND (%(scope_classes)s::text[] IS NULL OR asset_class = ANY (%(scope_classes)s))
), in_service AS (
    SELECT asset_class, sum(assets) AS assets
      FROM districts_tally
     WHERE district_id = ANY (%(districts)s)
       AND status = 'in_service'
       AND asset_class IN (SELECT asset_class FROM plans)
     GROUP BY asset_class
), narrowed AS (
    -- Plans for some pipes only; for most cities there are none, and nothing is joined.
    SELECT plans.id, count(*) AS assets
      FROM plans
      JOIN registry_pipe pipe
        ON plans.category IN ('', pipe.category)
       AND plans.size_class IN ('', work_size_class(greatest(pipe.diameter_mm, pipe.width_mm, pipe.height_mm)))
      JOIN registry_asset asset ON asset.id = pipe.asset_ptr_id
     WHERE (plans.category <> '' OR plans.size_class <> '')
       AND asset.district_id = ANY (%(districts)s)
       AND asset.status = 'in_service'
     GROUP BY plans.id
)
SELECT plans.asset_class, plans.task, plans.every_days, plans.every_months,
       CASE WHEN plans.category = '' AND plans.size_class = '' THEN coalesce(in_service.assets, 0)
            ELSE coalesce(narrowed.assets, 0) END AS assets
  FROM plans
  LEFT JOIN in_service ON in_service.asset_class = plans.asset_class
  LEFT JOIN narrowed ON narrowed.id = plans.id
 ORDER BY plans.asset_class, plans.task, plans.id
