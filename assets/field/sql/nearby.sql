-- The assets nearest to a place, nearest first. The GiST index hands them out in order of true distance (metres in the
-- registry's CRS), so the cost does not grow with the city; rarer classes have a small index of their own
-- (nearby_index.sql). A condition whose parameter is null is folded away when the statement is planned, and so is the
-- branch of "nearest" that does not apply.
WITH whole_city AS (
    SELECT asset.id, asset.geometry <-> %(place)s::geometry AS distance_m
      FROM registry_asset asset
     WHERE %(scope_districts)s::bigint[] IS NULL
       AND asset.status <> 'removed'
       AND (%(classes)s::text[] IS NULL OR asset.asset_class = ANY (%(classes)s))
       AND (%(radius_m)s::float8 IS NULL OR ST_DWithin(asset.geometry, %(place)s::geometry, %(radius_m)s))
     ORDER BY asset.geometry <-> %(place)s::geometry
     LIMIT %(limit)s
), own_districts AS (
    -- Each district for itself within its box: who stands elsewhere is not handed all that lies on the way there.
    SELECT in_district.*
      FROM registry_district district
     CROSS JOIN LATERAL (
        SELECT asset.id, asset.geometry <-> %(place)s::geometry AS distance_m
          FROM registry_asset asset
         WHERE asset.district_id = district.id
           AND asset.geometry && ST_Envelope(district.boundary)
           AND asset.status <> 'removed'
           AND (%(classes)s::text[] IS NULL OR asset.asset_class = ANY (%(classes)s))
           AND (%(radius_m)s::float8 IS NULL OR ST_DWithin(asset.geometry, %(place)s::geometry, %(radius_m)s))
         ORDER BY asset.geometry <-> %(place)s::geometry
         LIMIT %(limit)s
     ) in_district
     WHERE %(scope_districts)s::bigint[] IS NOT NULL
       AND district.id = ANY (%(scope_districts)s::bigint[])
       AND district.boundary IS NOT NULL
), nearest AS MATERIALIZED (
    SELECT id, distance_m
      FROM (SELECT * FROM whole_city UNION ALL SELECT * FROM own_districts) either
     ORDER BY distance_m, id
     LIMIT %(limit)s
), placed AS (
    SELECT asset.code, asset.name, asset.asset_class, asset.condition, asset.status, nearest.distance_m,
           %(here)s::geometry AS here,
           ST_Transform(ST_ClosestPoint(asset.geometry, %(place)s::geometry), 4326) AS there
      FROM nearest
     CROSS JOIN LATERAL (SELECT * FROM registry_asset asset WHERE asset.id = nearest.id OFFSET 0) asset
)
SELECT code,
       name,
       asset_class,
       condition,
       status,
       distance_m,
       -- From true north on the ellipsoid; there is no direction to what one stands on.
       CASE WHEN distance_m > 0 THEN degrees(ST_Azimuth(here::geography, there::geography)) END AS bearing_deg,
       ST_X(there) AS lon,
       ST_Y(there) AS lat
  FROM placed
 ORDER BY distance_m, code
