-- Cells from facts: every filter and measure, on any day.
chosen AS MATERIALIZED (
    SELECT asset.east, asset.south, asset.line, asset.size_mm, asset.category, {band} AS band, {value} AS value
      FROM maps_fact asset{fact_joins}
     WHERE asset.x BETWEEN %(west)s AND %(east)s
       AND asset.y BETWEEN %(north)s AND %(south)s
       AND {standing}
       AND {fact_where}
), cells AS (
    SELECT count(*) AS assets,
           sum(east::float8) * 0.018661383911967278 AS east_m, sum(south::float8) * 0.018661383911967278 AS south_m,
           count(*) FILTER (WHERE band = 0)::integer AS band_0,
           count(*) FILTER (WHERE band = 1)::integer AS band_1,
           count(*) FILTER (WHERE band = 2)::integer AS band_2,
           count(*) FILTER (WHERE band = 3)::integer AS band_3,
           count(*) FILTER (WHERE band = 4)::integer AS band_4,
           count(*) FILTER (WHERE band = 5)::integer AS band_5,
           (avg(band) FILTER (WHERE band > 0))::real AS mean
      FROM chosen
     GROUP BY east >> (31 - %(grid)s), south >> (31 - %(grid)s)
)
