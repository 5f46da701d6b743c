-- Inspections made in the period.
SELECT units.unit_id, asset.asset_class, count(*) AS inspections
  FROM units
  JOIN registry_asset asset USING (district_id)
  JOIN work_inspection inspection ON inspection.asset_id = asset.id
 WHERE inspection.inspected_at >= %(since)s
   AND inspection.inspected_at < %(until)s
   AND (%(scope_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(scope_classes)s))
 GROUP BY units.unit_id, asset.asset_class
