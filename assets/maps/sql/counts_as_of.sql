(
    SELECT grid, cell_x, cell_y, asset_class, condition, status, district_id, assets, east_m, south_m
      FROM maps_cellday
     WHERE CASE span
               WHEN 'y' THEN on_day < maps_span_start('y', %(as_of)s::date)
               WHEN 'm' THEN on_day >= maps_span_start('y', %(as_of)s::date)
                             AND on_day < maps_span_start('m', %(as_of)s::date)
               ELSE on_day >= maps_span_start('m', %(as_of)s::date) AND on_day <= %(as_of)s::date
           END
     UNION ALL
    SELECT grid, cell_x, cell_y, asset_class, condition, status, district_id, assets, east_m, south_m
      FROM maps_cellcount
     WHERE on_day <= %(as_of)s::date
)
