-- What was recorded of one asset: each event of the parent's and of the class's table with what it changed.
-- {common_columns} and {own_columns} are the tracked columns without the geometry, {own_events} the class's event table.
WITH events AS (
    SELECT event.pgh_id AS sequence,
           0 AS part,
           event.pgh_label,
           event.pgh_created_at,
           event.pgh_context_id,
           event.geometry,
           (SELECT to_jsonb(columns) FROM (SELECT {common_columns}) columns) AS after
      FROM registry_assetevent event
     WHERE event.pgh_obj_id = %(asset)s
    UNION ALL
    SELECT event.pgh_id,
           1,
           event.pgh_label,
           event.pgh_created_at,
           event.pgh_context_id,
           NULL,
           (SELECT to_jsonb(columns) FROM (SELECT {own_columns}) columns)
      FROM {own_events} event
     WHERE event.pgh_obj_id = %(asset)s
), with_before AS (
    SELECT *,
           lag(after) OVER earlier AS before,
           lag(geometry) OVER earlier AS geometry_before
      FROM events
    WINDOW earlier AS (PARTITION BY part ORDER BY sequence)
), page AS (
    -- One transaction is one line of the history, however many statements it took.
    SELECT *, dense_rank() OVER (ORDER BY pgh_created_at DESC) AS line
      FROM with_before
     WHERE %(before)s::timestamptz IS NULL OR pgh_created_at < %(before)s
)
SELECT page.pgh_created_at AS "when",
       page.pgh_label AS label,
       page.part,
       CASE WHEN page.pgh_label = 'update' THEN (
           SELECT jsonb_object_agg(field.key, jsonb_build_array(page.before -> field.key, field.value))
             FROM jsonb_each(page.after) field
            WHERE page.before -> field.key IS DISTINCT FROM field.value
       ) END AS changes,
       -- Corner by corner: = on geometries compares their boxes' order, not their place.
       CASE WHEN page.pgh_label = 'update' AND NOT ST_OrderingEquals(page.geometry, page.geometry_before)
            THEN ST_HausdorffDistance(page.geometry, page.geometry_before)
       END AS moved_m,
       context.metadata ->> 'through' AS through,
       (context.metadata ->> 'changeset')::bigint AS changeset,
       changeset.title AS changeset_title,
       coalesce(nullif(trim(concat(person.last_name, person.first_name)), ''), person.username, '') AS who
  FROM page
  LEFT JOIN pghistory_context context ON context.id = page.pgh_context_id
  LEFT JOIN registry_changeset changeset ON changeset.id = (context.metadata ->> 'changeset')::bigint
  LEFT JOIN registry_user person ON person.id::text = context.metadata ->> 'user'
 WHERE page.line <= %(limit)s
 ORDER BY page.pgh_created_at DESC, page.part, page.sequence
