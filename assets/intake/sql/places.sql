(SELECT ST_PointOnSurface(ST_Force2D(geometry)) AS place
   FROM {layer}
  WHERE geometry IS NOT NULL
    AND NOT ST_IsEmpty(geometry)
    AND row_no %% GREATEST((SELECT max(row_no) FROM {layer}) / {share}, 1) = 0
  LIMIT {share})
