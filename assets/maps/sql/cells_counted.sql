-- Cells from the counts that triggers keep: by condition, now or at the end of a day.
counted AS (
    SELECT cell_x, cell_y, condition, sum(assets) AS assets, sum(east_m) AS east_m, sum(south_m) AS south_m
      FROM {counts} counts
     WHERE grid = %(grid)s
       AND cell_x BETWEEN %(cell_west)s AND %(cell_east)s
       AND cell_y BETWEEN %(cell_north)s AND %(cell_south)s
       AND {where}
     GROUP BY cell_x, cell_y, condition
    HAVING sum(assets) <> 0
), cells AS (
    SELECT sum(assets) AS assets, sum(east_m) AS east_m, sum(south_m) AS south_m,
           coalesce(sum(assets) FILTER (WHERE condition = 0), 0)::integer AS band_0,
           coalesce(sum(assets) FILTER (WHERE condition = 1), 0)::integer AS band_1,
           coalesce(sum(assets) FILTER (WHERE condition = 2), 0)::integer AS band_2,
           coalesce(sum(assets) FILTER (WHERE condition = 3), 0)::integer AS band_3,
           coalesce(sum(assets) FILTER (WHERE condition = 4), 0)::integer AS band_4,
           coalesce(sum(assets) FILTER (WHERE condition = 5), 0)::integer AS band_5,
           (sum(assets * condition) / nullif(sum(assets) FILTER (WHERE condition > 0), 0))::real AS mean
      FROM counted
     GROUP BY cell_x, cell_y
)
