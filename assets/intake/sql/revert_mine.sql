-- Each row of {table} that the changeset wrote: its first and last event there, and the one that stood before.
DROP TABLE IF EXISTS {mine};
CREATE TEMP TABLE {mine} ON COMMIT DROP AS
WITH written AS (
    SELECT event.pgh_obj_id AS id, min(event.pgh_id) AS first_event, max(event.pgh_id) AS last_event
      FROM pghistory_context context
      JOIN {events} event ON event.pgh_context_id = context.id
     WHERE context.metadata ->> 'changeset' = %(changeset)s
     GROUP BY event.pgh_obj_id
)
SELECT written.id,
       written.last_event,
       first.pgh_label = 'insert' AS was_made,
       last.pgh_label = 'delete' AS was_deleted,
       CASE first.pgh_label
           WHEN 'insert' THEN NULL
           WHEN 'delete' THEN written.first_event  -- its event holds the row as it was
           ELSE (SELECT max(before.pgh_id) FROM {events} before
                  WHERE before.pgh_obj_id = written.id AND before.pgh_id < written.first_event)
       END AS before_event
  FROM written
  JOIN {events} first ON first.pgh_id = written.first_event
  JOIN {events} last ON last.pgh_id = written.last_event;
CREATE UNIQUE INDEX ON {mine} (id);
ANALYZE {mine}
