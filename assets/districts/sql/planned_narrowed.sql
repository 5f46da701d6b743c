-- Pipes in service that plans for some pipes only ask for, by district. From the rows: as they are today.
SELECT plan.id, asset.district_id, count(*)
  FROM work_maintenanceplan plan
  JOIN registry_pipe pipe
    ON plan.category IN ('', pipe.category)
   AND plan.size_class IN ('', work_size_class(greatest(pipe.diameter_mm, pipe.width_mm, pipe.height_mm)))
  JOIN registry_asset asset ON asset.id = pipe.asset_ptr_id
 WHERE plan.id = ANY (%(plans)s)
   AND asset.status = 'in_service'
   AND asset.district_id = ANY (%(districts)s)
   AND (%(scope_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(scope_classes)s))
 GROUP BY plan.id, asset.district_id
