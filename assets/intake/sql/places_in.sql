-- Some of a delivery's places, read in one coordinate system, in longitude and latitude.
WITH drawn AS (
    SELECT intake_transformed(
               ST_SetSRID(CASE WHEN %(swapped)s THEN ST_FlipCoordinates(place) ELSE place END, %(srid)s), 4326) AS place
      FROM ({places}) places
)
SELECT ST_AsGeoJSON(ST_Collect(place), 6), ST_AsGeoJSON(ST_Envelope(ST_Collect(place)), 6)
  FROM drawn
 WHERE place IS NOT NULL
   AND ST_X(place) BETWEEN -180 AND 180
   AND ST_Y(place) BETWEEN -90 AND 90
