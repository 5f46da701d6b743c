-- Codes of new assets: the source's number (of a registry's export: the code it had) where it is still free and can
-- stand in an address, else one that the registry gives. Where a point and a line have the same number, the point keeps it.
DROP TABLE IF EXISTS {codes};
CREATE UNLOGGED TABLE {codes} AS
WITH new AS MATERIALIZED (
    SELECT v.rid, v.asset_class, coalesce(r.code, r.source_code) AS source_code, d.district_id, {claim} AS claim
      FROM {verdicts} v
      JOIN {rows} r USING (rid)
      LEFT JOIN {districts} d USING (rid)
     WHERE v.verdict = 'created'
), kept AS MATERIALIZED (
    SELECT new.rid, new.source_code AS code
      FROM new
      LEFT JOIN registry_asset asset ON asset.code = new.source_code
     WHERE new.claim = 1
       AND asset.id IS NULL
       AND new.source_code ~ '^[^[:space:]/\\?#&"''<>]+$'
       AND strpos(new.source_code, chr(37)) = 0  -- the percent sign, which no statement with parameters may hold
), county AS (
    SELECT district_id, registry_county_of(district_id) AS county
      FROM (SELECT DISTINCT district_id FROM new) here
), asking AS (
    SELECT new.rid, new.asset_class, county.county,
           row_number() OVER (PARTITION BY new.asset_class, county.county ORDER BY new.rid) AS place
      FROM new
      JOIN county ON county.district_id IS NOT DISTINCT FROM new.district_id
     WHERE NOT EXISTS (SELECT FROM kept WHERE kept.rid = new.rid)
), wanted AS (
    SELECT asset_class, county, count(*)::integer AS number FROM asking GROUP BY asset_class, county
), given AS (
    SELECT wanted.asset_class, wanted.county, given.code, given.place
      FROM wanted,
           LATERAL registry_allocate_codes(wanted.county, wanted.asset_class, wanted.number)
                   WITH ORDINALITY AS given (code, place)
)
SELECT rid, code FROM kept
UNION ALL
SELECT asking.rid, given.code FROM asking JOIN given USING (asset_class, county, place)
