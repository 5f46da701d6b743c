-- The version of a tile: how many changes its zoom-14 tiles have seen, and the newest.
SELECT count(*), coalesce(max(id), 0)
  FROM maps_tilechange
 WHERE (x BETWEEN %(west)s AND %(east)s AND y BETWEEN %(north)s AND %(south)s)
    OR x = -1
