-- What a full replacement finds missing: assets of the delivery's classes in the district (and all below it), or wholly
-- inside the drawn area, that no row of the delivery is, not even a rejected one. They are proposed as removed, never deleted.
CREATE UNLOGGED TABLE {missing} AS
SELECT asset.id AS asset_id, asset.asset_class, asset.code, asset.district_id, asset.updated_at AS seen_updated_at
  FROM registry_asset asset
  LEFT JOIN registry_district district ON district.id = asset.district_id
 WHERE (%(path)s <> '' AND (district.tree_path = %(path)s OR district.tree_path LIKE %(path)s || '/%%')
        OR %(area)s::geometry IS NOT NULL AND ST_CoveredBy(asset.geometry, %(area)s::geometry))
   AND asset.asset_class = ANY (%(classes)s)
   AND asset.status <> 'removed'
   AND NOT EXISTS (SELECT FROM {identity} identity WHERE identity.asset_id = asset.id)
   AND NOT EXISTS (SELECT FROM {rows} r
                    WHERE asset.source = %(source)s
                      AND asset.source_code <> ''
                      AND r.source_code = asset.source_code
                      AND (r.dimension = asset.dimension OR r.dimension IS NULL))
