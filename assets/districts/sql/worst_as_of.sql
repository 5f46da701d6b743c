-- The same as they stood at a moment: an event by then that no later one by then replaced.
WITH worst AS (
    SELECT event.pgh_obj_id AS id, event.code, event.name, event.asset_class, event.condition, event.condition_assessed_on,
           event.installed_on, event.status, event.district_id
      FROM registry_assetevent event
     WHERE event.district_id = ANY (%(districts)s)
       AND event.pgh_created_at <= %(moment)s
       AND event.pgh_label <> 'delete'
       AND event.status <> 'removed'
       AND event.condition >= %(from_grade)s
       AND (%(asset_classes)s::text[] IS NULL OR event.asset_class = ANY (%(asset_classes)s))
       AND (%(scope_classes)s::text[] IS NULL OR event.asset_class = ANY (%(scope_classes)s))
       AND NOT EXISTS (
           SELECT 1
             FROM registry_assetevent later
            WHERE later.pgh_obj_id = event.pgh_obj_id
              AND later.pgh_id > event.pgh_id
              AND later.pgh_created_at <= %(moment)s
       )
     ORDER BY event.condition DESC, event.installed_on, event.pgh_obj_id
     LIMIT %(limit)s
)
