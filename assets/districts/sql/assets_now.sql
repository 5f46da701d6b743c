-- Assets that are there (not removed): what is counted of them.
WITH assets AS (
    SELECT district_id, asset_class, condition, dimension, length_m, area_m2
      FROM registry_asset
     WHERE district_id = ANY (%(districts)s)
       AND status <> 'removed'
       AND (%(scope_classes)s::text[] IS NULL OR asset_class = ANY (%(scope_classes)s))
)
