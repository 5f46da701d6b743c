-- How many inspections and pieces of finished work there are in the districts in the period.
SELECT (SELECT count(*)
          FROM work_inspection inspection
          JOIN registry_asset asset ON asset.id = inspection.asset_id
         WHERE asset.district_id = ANY (%(districts)s)
           AND inspection.inspected_at >= %(since)s
           AND inspection.inspected_at < %(until)s
           AND (%(asset_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(asset_classes)s))
           AND (%(scope_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(scope_classes)s)))
       +
       (SELECT count(*)
          FROM work_workorder work
          JOIN registry_asset asset ON asset.id = work.asset_id
         WHERE asset.district_id = ANY (%(districts)s)
           AND work.state IN ('done', 'verified')
           AND work.finished_at >= %(since)s
           AND work.finished_at < %(until)s
           AND (%(asset_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(asset_classes)s))
           AND (%(scope_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(scope_classes)s)))
