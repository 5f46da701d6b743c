-- Bring one staged frame of a class into the registry: districts, codes, parent rows. The child's follow in store.py,
-- which knows the class's columns. `seed_row` holds row numbers of the run; `seed_id` their real ids.

INSERT INTO seed_id (row_number, id)
SELECT id, nextval('registry_asset_id_seq') FROM seed_row ORDER BY id;

UPDATE seed_row SET district_id = registry_district_of(geometry);

WITH numbered AS (
    SELECT row.id, registry_county_of(row.district_id) AS county,
           row_number() OVER (PARTITION BY registry_county_of(row.district_id) ORDER BY row.id) AS position
      FROM seed_row row
), wanted AS MATERIALIZED (
    SELECT county, count(*)::integer AS codes FROM numbered GROUP BY county
), given AS MATERIALIZED (
    SELECT wanted.county, fresh.code, fresh.position
      FROM wanted
     CROSS JOIN LATERAL registry_allocate_codes(wanted.county, %(asset_class)s, wanted.codes)
           WITH ORDINALITY AS fresh (code, position)
)
UPDATE seed_row
   SET code = given.code
  FROM numbered JOIN given USING (county, position)
 WHERE seed_row.id = numbered.id;

INSERT INTO registry_asset (
    id, asset_class, code, source, source_code, name, geometry, district_id, condition, condition_reason,
    condition_method, condition_assessed_on, installed_on, installed_precision, owner, maintainer, road, extra
)
SELECT seed_id.id, %(asset_class)s, row.code, %(source)s, %(prefix)s || lpad(row.id::text, 8, '0'),
       coalesce(row.name, ''), row.geometry, row.district_id, row.condition, coalesce(row.condition_reason, ''),
       coalesce(row.condition_method, ''), row.condition_assessed_on, row.installed_on, row.installed_precision,
       row.owner, row.owner, coalesce(row.road, ''), '{}'
  FROM seed_row row
  JOIN seed_id ON seed_id.row_number = row.id
 ORDER BY ST_GeoHash(ST_Transform(ST_PointOnSurface(row.geometry), 4326));
