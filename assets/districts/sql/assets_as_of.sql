-- The same as they stood at a moment: the last event of each asset up to then, unless that was its deletion.
WITH latest AS (
    SELECT DISTINCT ON (pgh_obj_id)
           pgh_label, asset_class, district_id, status, condition, geometry
      FROM registry_assetevent
     WHERE pgh_created_at <= %(as_of)s
     ORDER BY pgh_obj_id, pgh_id DESC
), assets AS (
    SELECT district_id, asset_class, status, condition, ST_Dimension(geometry) AS dimension,
           ST_Length(geometry) AS length_m, ST_Area(geometry) AS area_m2
      FROM latest
     WHERE pgh_label <> 'delete'
       AND status <> 'removed'
       AND district_id = ANY (%(districts)s)
       AND (%(scope_classes)s::text[] IS NULL OR asset_class = ANY (%(scope_classes)s))
)
