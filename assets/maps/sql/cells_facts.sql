-- Cells from facts: every filter and measure, on any day. Counted by band first, so that the many rows are added up once.
cells AS (
    SELECT sum(assets) AS assets, sum(east_m) AS east_m, sum(south_m) AS south_m,
           coalesce(sum(assets) FILTER (WHERE band = 0), 0)::integer AS band_0,
           coalesce(sum(assets) FILTER (WHERE band = 1), 0)::integer AS band_1,
           coalesce(sum(assets) FILTER (WHERE band = 2), 0)::integer AS band_2,
           coalesce(sum(assets) FILTER (WHERE band = 3), 0)::integer AS band_3,
           coalesce(sum(assets) FILTER (WHERE band = 4), 0)::integer AS band_4,
           coalesce(sum(assets) FILTER (WHERE band = 5), 0)::integer AS band_5,
           (sum(assets * band) / nullif(sum(assets) FILTER (WHERE band > 0), 0))::real AS mean
      FROM (
            SELECT asset.east >> (31 - %(grid)s) AS cell_x, asset.south >> (31 - %(grid)s) AS cell_y, {band} AS band,
                   count(*) AS assets, sum(asset.east::float8) * 0.018661383911967278 AS east_m,
                   sum(asset.south::float8) * 0.018661383911967278 AS south_m
              FROM maps_fact asset{fact_joins}
             WHERE asset.x BETWEEN %(west)s AND %(east)s
               AND asset.y BETWEEN %(north)s AND %(south)s
               AND {standing}
               AND {fact_where}
             GROUP BY 1, 2, 3
           ) banded
     GROUP BY cell_x, cell_y
)
