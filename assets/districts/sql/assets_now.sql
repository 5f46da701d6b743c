-- Assets that are there (not removed) by unit and class: how many, how long, how large, in what condition.
, assets AS (
    SELECT units.unit_id, asset.asset_class, asset.condition, asset.dimension, asset.length_m, asset.area_m2
      FROM units
      JOIN registry_asset asset USING (district_id)
     WHERE asset.status <> 'removed'
       AND (%(scope_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(scope_classes)s))
)
