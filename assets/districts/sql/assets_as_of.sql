-- The same as they stood at a moment: the last event of each asset up to then, unless that was its deletion.
, latest AS (
    SELECT DISTINCT ON (pgh_obj_id)
           pgh_label, asset_class, district_id, status, condition, geometry
      FROM registry_assetevent
     WHERE pgh_created_at <= %(as_of)s
     ORDER BY pgh_obj_id, pgh_id DESC
), assets AS (
    SELECT units.unit_id, latest.asset_class, latest.condition, ST_Dimension(latest.geometry) AS dimension,
           ST_Length(latest.geometry) AS length_m, ST_Area(latest.geometry) AS area_m2
      FROM units
      JOIN latest USING (district_id)
     WHERE latest.pgh_label <> 'delete'
       AND latest.status <> 'removed'
       AND (%(scope_classes)s::text[] IS NULL OR latest.asset_class = ANY (%(scope_classes)s))
)
