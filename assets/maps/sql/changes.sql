-- What differs between two moments, of each asset that has events between them. Filled in: the classes' event tables,
-- and the statement that says which of the states (ids of parent events) the filter and the reader's scope let through.
WITH asked (begins, ends, ground) AS (
    SELECT %s::timestamptz, %s::timestamptz, %s::geometry
){nearby}, events AS (
    SELECT event.pgh_obj_id AS id, event.pgh_id AS sequence, true AS common, event.pgh_label AS label,
           event.pgh_created_at AS moment, event.pgh_context_id AS context_id
      FROM asked JOIN registry_assetevent event
        ON event.pgh_created_at > asked.begins AND event.pgh_created_at <= asked.ends
      {in_window}
    {own_events}
), touched AS MATERIALIZED (
    SELECT id,
           max(sequence) FILTER (WHERE common) AS last_event,
           coalesce(bool_or(label = 'insert') FILTER (WHERE common), false) AS is_new,
           coalesce(bool_or(label = 'update') FILTER (WHERE NOT common), false) AS own_changed,
           max(moment) AS moment,
           (array_agg(context_id ORDER BY moment DESC, common DESC, sequence DESC))[1] AS context_id
      FROM events
     GROUP BY id
     LIMIT %s
), compared AS MATERIALIZED (
    SELECT touched.id, touched.moment, touched.context_id, touched.own_changed,
           before.pgh_id AS before_event, after.pgh_id AS after_event,
           before.pgh_id IS NULL AND after.pgh_label <> 'delete' AS created,
           before.pgh_id IS NOT NULL AND after.pgh_label = 'delete' AS deleted,
           before.status <> 'removed' AND after.status = 'removed' AND after.pgh_label <> 'delete' AS removed,
           before.status <> after.status AND after.status <> 'removed' AND after.pgh_label <> 'delete' AS status_changed,
           -- Corner by corner: = on geometries compares their boxes' order, not their place.
           NOT ST_OrderingEquals(before.geometry, after.geometry) AND after.pgh_label <> 'delete' AS moved,
           before.pgh_id IS NOT NULL AND after.pgh_label <> 'delete'
               AND before.condition IS DISTINCT FROM after.condition AS graded,
           before.pgh_id IS NOT NULL AND after.pgh_label <> 'delete' AND (touched.own_changed OR
               (before.code, before.source, before.source_code, before.name, before.district_id, before.installed_on,
                before.installed_precision, before.owner, before.maintainer, before.road, before.address, before.note,
                before.extra)
               IS DISTINCT FROM
               (after.code, after.source, after.source_code, after.name, after.district_id, after.installed_on,
                after.installed_precision, after.owner, after.maintainer, after.road, after.address, after.note,
                after.extra)) AS edited,
           after.asset_class, after.condition_reason
      FROM asked CROSS JOIN touched
      LEFT JOIN LATERAL (
           SELECT * FROM registry_assetevent event
            WHERE NOT touched.is_new AND event.pgh_obj_id = touched.id AND event.pgh_created_at <= asked.begins
            ORDER BY event.pgh_id DESC LIMIT 1) before ON before.pgh_label <> 'delete'
      JOIN registry_assetevent after ON after.pgh_id = coalesce(touched.last_event, before.pgh_id)
     WHERE (before.pgh_id IS NOT NULL OR after.pgh_label <> 'delete')
       AND (asked.ground IS NULL OR ST_Intersects(after.geometry, asked.ground)
            OR ST_Intersects(before.geometry, asked.ground))
), before_states (event_id) AS (
    SELECT before_event FROM compared WHERE before_event IS NOT NULL
), after_states (event_id) AS (
    SELECT after_event FROM compared
), let_through (event_id) AS MATERIALIZED (
    {before_passes}
    UNION ALL
    {after_passes}
), visible (event_id) AS MATERIALIZED (
    {visible}
), changed AS MATERIALIZED (
    SELECT compared.*,
           array_remove(ARRAY[
               CASE WHEN created THEN 'created' END, CASE WHEN deleted THEN 'deleted' END,
               CASE WHEN removed THEN 'removed' END, CASE WHEN moved THEN 'moved' END,
               CASE WHEN graded THEN 'condition' END, CASE WHEN status_changed THEN 'status' END,
               CASE WHEN edited THEN 'edited' END], NULL) AS what,
           CASE WHEN graded THEN nullif(compared.condition_reason, '')
                WHEN (moved OR edited) AND changeset.kind = 'import' THEN 'resurveyed'
                WHEN moved OR edited THEN 'corrected' END AS reason
      FROM compared
      LEFT JOIN pghistory_context context ON context.id = compared.context_id
      LEFT JOIN registry_changeset changeset ON changeset.id = (context.metadata ->> 'changeset')::bigint
     WHERE (created OR deleted OR removed OR moved OR graded OR status_changed OR edited)
       -- IS TRUE keeps these hashed: as joins they were nested loops over thousands of rows, guessed to be one.
       AND (before_event IN (SELECT event_id FROM let_through) OR after_event IN (SELECT event_id FROM let_through))
           IS TRUE
       -- Who may no longer see it where it stands now does not learn of it.
       AND (after_event IN (SELECT event_id FROM visible)) IS TRUE
), page AS (
    SELECT * FROM changed
     WHERE %s::timestamptz IS NULL OR (moment, id) < (%s, %s)
     ORDER BY moment DESC, id DESC
     LIMIT %s
), lines AS (
    SELECT page.id, page.moment, page.what, page.reason, page.asset_class, page.own_changed,
           after.code, after.name,
           before.condition AS condition_before, after.condition AS condition_after,
           before.status AS status_before, after.status AS status_after,
           CASE WHEN page.moved THEN round(ST_HausdorffDistance(before.geometry, after.geometry)::numeric, 2) END AS moved_m,
           ST_AsGeoJSON(ST_Transform(ST_PointOnSurface(after.geometry), 4326), 6)::json -> 'coordinates' AS place,
           to_jsonb(before) - '{{geometry}}'::text[] AS before, to_jsonb(after) - '{{geometry}}'::text[] AS after,
           context.metadata ->> 'through' AS through,
           changeset.id AS changeset, changeset.title AS changeset_title,
           coalesce(nullif(trim(concat(person.last_name, person.first_name)), ''), person.username, '') AS who,
           work.number AS work_number, work.title AS work_title,
           inspection.kind AS inspection_kind, inspection.inspected_at
      FROM asked CROSS JOIN page
      JOIN registry_assetevent after ON after.pgh_id = page.after_event
      LEFT JOIN registry_assetevent before ON before.pgh_id = page.before_event
      LEFT JOIN pghistory_context context ON context.id = page.context_id
      LEFT JOIN registry_changeset changeset ON changeset.id = (context.metadata ->> 'changeset')::bigint
      LEFT JOIN registry_user person ON person.id::text = context.metadata ->> 'user'
      LEFT JOIN LATERAL (
           SELECT number, title FROM work_workorder
            WHERE page.reason = 'repaired' AND asset_id = page.id AND state IN ('done', 'verified')
              AND resulting_condition IS NOT NULL AND finished_at <= asked.ends
            ORDER BY finished_at DESC LIMIT 1) work ON true
      LEFT JOIN LATERAL (
           SELECT kind, inspected_at FROM work_inspection
            WHERE page.reason = 'inspected' AND asset_id = page.id AND condition IS NOT NULL
              AND inspected_at <= asked.ends
            ORDER BY inspected_at DESC LIMIT 1) inspection ON true
     ORDER BY page.moment DESC, page.id DESC
)
SELECT (SELECT count(*) FROM touched),
       (SELECT count(*) FROM changed),
       (SELECT coalesce(json_object_agg(word, assets), '{{}}')
          FROM (SELECT unnest(what) AS word, count(*) AS assets FROM changed GROUP BY 1) counted),
       (SELECT coalesce(json_object_agg(reason, assets), '{{}}')
          FROM (SELECT reason, count(*) AS assets FROM changed WHERE reason IS NOT NULL GROUP BY 1) counted),
       (SELECT coalesce(json_agg(lines), '[]') FROM lines)
