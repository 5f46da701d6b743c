-- Inspections made in the period.
SELECT asset.district_id, asset.asset_class, count(*) AS inspections
  FROM registry_asset asset
  JOIN work_inspection inspection ON inspection.asset_id = asset.id
 WHERE asset.district_id = ANY (%(districts)s)
   AND inspection.inspected_at >= %(since)s
   AND inspection.inspected_at < %(until)s
   AND (%(scope_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(scope_classes)s))
 GROUP BY asset.district_id, asset.asset_class
