-- Outlines of units as SVG paths (y grows downwards, as SVG has it), simplified to what a small picture can show.
SELECT district.id,
       ST_AsSVG(ST_SimplifyPreserveTopology(district.boundary, frame.width / 600), 0, 0) AS path,
       ST_X(ST_PointOnSurface(district.boundary)) AS label_x,
       -ST_Y(ST_PointOnSurface(district.boundary)) AS label_y,
       frame.west, -frame.north AS top, frame.width, frame.height
  FROM registry_district district,
       (SELECT ST_XMin(box) AS west, ST_YMax(box) AS north,
               ST_XMax(box) - ST_XMin(box) AS width, ST_YMax(box) - ST_YMin(box) AS height
          FROM (SELECT ST_Extent(boundary) AS box FROM registry_district WHERE id = ANY (%(units)s)) extent) frame
 WHERE district.id = ANY (%(units)s) AND district.boundary IS NOT NULL
 ORDER BY district.code
