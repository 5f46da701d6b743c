SELECT name, name_en, ST_AsGeoJSON(ST_Transform(ST_SimplifyPreserveTopology(boundary, 60), 4326), 5)
  FROM registry_district
 WHERE level = %(level)s
   AND boundary IS NOT NULL
   AND valid_to IS NULL
 ORDER BY code
