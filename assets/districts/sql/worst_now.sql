-- The worst assets that are there: by condition, then the oldest, what has no known age last.
WITH worst AS (
    SELECT asset.id, asset.code, asset.name, asset.asset_class, asset.condition, asset.condition_assessed_on,
           asset.installed_on, asset.status, asset.district_id
      FROM registry_asset asset
     WHERE asset.district_id = ANY (%(districts)s)
       AND asset.status <> 'removed'
       AND asset.condition >= %(from_grade)s
       AND (%(asset_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(asset_classes)s))
       AND (%(scope_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(scope_classes)s))
     ORDER BY asset.condition DESC, asset.installed_on, asset.id
     LIMIT %(limit)s
)
