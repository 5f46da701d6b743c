-- The tiles of zoom 14 in a span whose facts (or mains) were built from another version than today's, at most %(at_most)s.
WITH current AS (
    SELECT x, y, count(*) AS changes, max(id) AS newest
      FROM maps_tilechange
     WHERE x BETWEEN %(west)s AND %(east)s AND y BETWEEN %(north)s AND %(south)s
     GROUP BY x, y
), stale AS MATERIALIZED (
    SELECT current.*
      FROM current LEFT JOIN {built} built USING (x, y)
     WHERE (built.changes, built.newest) IS DISTINCT FROM (current.changes, current.newest)
     ORDER BY x, y
     LIMIT %(at_most)s
), noted AS (
    INSERT INTO {built} (x, y, changes, newest)
    SELECT x, y, changes, newest FROM stale
    ON CONFLICT (x, y) DO UPDATE SET changes = excluded.changes, newest = excluded.newest
)
