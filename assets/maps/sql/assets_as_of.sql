-- The same at the end of a past day: whose row has not changed since is as it is; of those that have changed, and those
-- that lay here and were moved or deleted since, the history tells. The cost grows with what changed.
SELECT asset.id, asset.code, asset.name, asset.asset_class, coalesce(asset.condition, 0) AS condition, asset.status,
       asset.district_id, asset.installed_on, asset.owner, asset.dimension, asset.area_m2, asset.mercator,
       pipe.category, pipe.material, pipe.flow_against,
       coalesce(pipe.diameter_mm, greatest(pipe.width_mm, pipe.height_mm)) AS pipe_mm,
       {size} AS size_mm
  FROM bounds
  JOIN registry_asset asset ON asset.mercator && bounds.buffered
  LEFT JOIN registry_pipe pipe ON pipe.asset_ptr_id = CASE WHEN asset.dimension = 1 THEN asset.id END
  {sized}
 WHERE asset.updated_at <= %(moment)s AND {only}
 UNION ALL
SELECT event.pgh_obj_id, event.code, event.name, event.asset_class, coalesce(event.condition, 0), event.status,
       event.district_id, event.installed_on, event.owner, placed.dimension, placed.area_m2, placed.mercator,
       pipe.category, pipe.material, pipe.flow_against,
       coalesce(pipe.diameter_mm, greatest(pipe.width_mm, pipe.height_mm)),
       coalesce(pipe.diameter_mm, greatest(pipe.width_mm, pipe.height_mm), outfall.diameter_mm)
  FROM (
        SELECT asset.id
          FROM bounds JOIN registry_asset asset ON asset.mercator && bounds.buffered
         WHERE asset.updated_at > %(moment)s AND {only}
         UNION
        SELECT asset_id
          FROM maps_left
         WHERE x BETWEEN %(left_west)s AND %(left_east)s
           AND y BETWEEN %(left_north)s AND %(left_south)s
           AND left_at > %(moment)s
           AND {only_left}
       ) changed
 CROSS JOIN LATERAL (
       SELECT event.*
         FROM registry_assetevent event
        WHERE event.pgh_obj_id = changed.id AND event.pgh_created_at <= %(moment)s
        ORDER BY event.pgh_id DESC
        LIMIT 1
       ) event
 CROSS JOIN LATERAL (
       SELECT ST_Transform(event.geometry, 3857) AS mercator, ST_Dimension(event.geometry) AS dimension,
              ST_Area(event.geometry) AS area_m2
       ) placed
  JOIN bounds ON placed.mercator && bounds.buffered
  LEFT JOIN LATERAL (
       SELECT category, material, flow_against, diameter_mm, width_mm, height_mm
         FROM registry_pipeevent own
        WHERE own.pgh_obj_id = event.pgh_obj_id AND own.pgh_created_at <= %(moment)s AND event.asset_class = 'pipe'
        ORDER BY own.pgh_id DESC
        LIMIT 1
       ) pipe ON true
  LEFT JOIN LATERAL (
       SELECT diameter_mm
         FROM registry_outfallevent own
        WHERE own.pgh_obj_id = event.pgh_obj_id AND own.pgh_created_at <= %(moment)s AND event.asset_class = 'outfall'
        ORDER BY own.pgh_id DESC
        LIMIT 1
       ) outfall ON true
 WHERE event.pgh_label <> 'delete' AND {only_event}
