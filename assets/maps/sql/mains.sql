-- Build the mains of stale tiles anew: pipes of 600 mm and more, merged by what colours them and when it held. After
-- stale.sql and versions.sql (pipes only); returns how many tiles.
, gone AS (
    DELETE FROM maps_main USING stale WHERE maps_main.x = stale.x AND maps_main.y = stale.y
), built AS (
    INSERT INTO maps_main (x, y, least_mm, category, condition, status, district_id, from_day, to_day, pipes, geometry,
                           sketch)
    SELECT x, y, least_mm, category, condition, status, district_id, from_day, to_day, pipes, ST_Simplify(line, 5, true),
           ST_Simplify(line, 40, true)  -- half a pixel of zoom 13, of zoom 10
      FROM (
    SELECT x, y, least_mm, category, condition, status, district_id, from_day, to_day, count(*) AS pipes,
           ST_LineMerge(ST_Collect(mercator)) AS line
      FROM placed
     CROSS JOIN LATERAL (
           SELECT CASE WHEN size_mm >= 1200 THEN 1200 WHEN size_mm >= 1000 THEN 1000 WHEN size_mm >= 800 THEN 800
                       ELSE 600 END AS least_mm
           ) sized
     WHERE asset_class = 'pipe' AND size_mm >= 600
     GROUP BY x, y, least_mm, category, condition, status, district_id, from_day, to_day
           ) merged
)
SELECT count(*) FROM stale
