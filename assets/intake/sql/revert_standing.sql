-- Rows of {table} that are no longer as the changeset left them, with the latest event that made them so.
-- Compared as they stand, not by events: what was changed and taken back since stands on nothing.
-- The district is left out: it follows the boundaries by itself.
SELECT coalesce(asset.code, left_as.code, '') AS code,
       coalesce(latest.pgh_label, 'delete') AS what,
       latest.pgh_created_at AS at,
       context.metadata ->> 'changeset' AS changeset
  FROM {mine} mine
  LEFT JOIN {table} current ON current.{key} = mine.id
  LEFT JOIN {events} left_event ON left_event.pgh_id = mine.last_event
  LEFT JOIN registry_asset asset ON asset.id = mine.id
  LEFT JOIN LATERAL (
            SELECT event.code FROM registry_assetevent event
             WHERE event.pgh_obj_id = mine.id ORDER BY event.pgh_id DESC LIMIT 1
       ) left_as ON true
  LEFT JOIN LATERAL (
            SELECT event.pgh_label, event.pgh_created_at, event.pgh_context_id FROM {events} event
             WHERE event.pgh_obj_id = mine.id AND event.pgh_id > mine.last_event
             ORDER BY event.pgh_id DESC LIMIT 1
       ) latest ON true
  LEFT JOIN pghistory_context context ON context.id = latest.pgh_context_id
 WHERE CASE WHEN mine.was_deleted THEN current.{key} IS NOT NULL
            ELSE current.{key} IS NULL OR ({current_columns}) IS DISTINCT FROM ({left_columns})
       END
 ORDER BY mine.id
