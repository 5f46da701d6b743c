-- The assets of a tile as they stand, with what is drawn and asked of them; {only} may limit them.
SELECT asset.id, asset.code, asset.name, asset.asset_class, coalesce(asset.condition, 0) AS condition, asset.status,
       asset.district_id, asset.installed_on, asset.owner, asset.dimension, asset.area_m2, asset.mercator,
       pipe.category, pipe.material, pipe.flow_against,
       coalesce(pipe.diameter_mm, greatest(pipe.width_mm, pipe.height_mm)) AS pipe_mm,
       {size} AS size_mm
  FROM bounds
  JOIN registry_asset asset ON asset.mercator && bounds.buffered
  LEFT JOIN registry_pipe pipe ON pipe.asset_ptr_id = CASE WHEN asset.dimension = 1 THEN asset.id END
  {sized}
 WHERE {only}
