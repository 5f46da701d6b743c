-- The box of the units drawn, in metres, and the outline of each as an SVG path with the place of its label.
SELECT unit.code, unit.name, unit.name_en,
       ST_AsSVG(ST_SimplifyPreserveTopology(unit.boundary, frame.width / 800), 0, 0) AS path,
       ST_X(middle.point) AS label_x,
       -ST_Y(middle.point) AS label_y,
       frame.west, -frame.north AS top, frame.width, frame.height
  FROM registry_district unit,
       LATERAL (SELECT ST_PointOnSurface(unit.boundary) AS point) middle,
       (SELECT ST_XMin(box) AS west, ST_YMax(box) AS north,
               ST_XMax(box) - ST_XMin(box) AS width, ST_YMax(box) - ST_YMin(box) AS height
          FROM (SELECT ST_Extent(boundary) AS box FROM registry_district WHERE id = ANY (%(units)s)) extent) frame
 WHERE unit.id = ANY (%(units)s)
   AND unit.boundary IS NOT NULL
 ORDER BY unit.code
