-- A tile's version: how many changes its zoom-14 tiles have seen (as of a day: by it), and the newest; and the tile
-- that was drawn from just that version, where there is one.
SELECT version.said, cached.body
  FROM (
        SELECT count(*) || '.' || coalesce(max(id), 0) AS said
          FROM (
                SELECT id
                  FROM maps_tilechange
                 WHERE x BETWEEN %(west)s AND %(east)s AND y BETWEEN %(north)s AND %(south)s {by_day}
                 UNION ALL
                SELECT id FROM maps_tilechange WHERE x = -1 {by_day}
               ) changes
       ) version
  LEFT JOIN maps_cachedtile cached ON cached.key = %(key)s AND cached.version = version.said
