-- As it was: see triggers.sql.
CREATE OR REPLACE FUNCTION maps_follow_assets() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changes text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT 1 AS sign, * FROM new_rows'
        WHEN 'DELETE' THEN 'SELECT -1 AS sign, * FROM old_rows'
        ELSE 'SELECT -1 AS sign, * FROM old_rows UNION ALL SELECT 1, * FROM new_rows' END;
BEGIN
    EXECUTE format($statement$
        WITH changed AS (%s), placed AS (
            SELECT sign, asset_class, coalesce(condition, 0) AS condition, status, district_id, length_m,
                   ST_X(ST_Centroid(mercator)) + 20037508.342789244 AS east_m,
                   20037508.342789244 - ST_Y(ST_Centroid(mercator)) AS south_m
              FROM changed
        )
        INSERT INTO maps_cellcount
            (grid, cell_x, cell_y, asset_class, condition, status, district_id, assets, length_m, east_m, south_m)
        SELECT grid, maps_cell(east_m, grid), maps_cell(south_m, grid), asset_class, condition, status, district_id,
               sum(sign), sum(sign * length_m), sum(sign * east_m), sum(sign * south_m)
          FROM placed CROSS JOIN (VALUES (11), (13), (15), (17)) AS grids (grid)
         GROUP BY 1, 2, 3, 4, 5, 6, 7
        HAVING sum(sign) <> 0 OR abs(sum(sign * length_m)) + abs(sum(sign * east_m)) + abs(sum(sign * south_m)) > 0.001
    $statement$, changes);

    EXECUTE format($statement$
        WITH changed AS (%s), covered AS (
            SELECT DISTINCT
                   maps_cell(ST_XMin(mercator) + 20037508.342789244, 14) AS west,
                   maps_cell(ST_XMax(mercator) + 20037508.342789244, 14) AS east,
                   maps_cell(20037508.342789244 - ST_YMax(mercator), 14) AS north,
                   maps_cell(20037508.342789244 - ST_YMin(mercator), 14) AS south
              FROM changed
        )
        INSERT INTO maps_tilechange (x, y)
        SELECT DISTINCT x, y
          FROM covered
         CROSS JOIN LATERAL generate_series(west, east) AS x
         CROSS JOIN LATERAL generate_series(north, south) AS y
    $statement$, changes);
    RETURN NULL;
END $$;
