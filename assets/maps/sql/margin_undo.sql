-- As in by_day.sql.
CREATE OR REPLACE FUNCTION maps_follow_assets() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    today date := work_city_date(now());
    changes text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT 1 AS sign, * FROM new_rows'
        WHEN 'DELETE' THEN 'SELECT -1 AS sign, * FROM old_rows'
        ELSE 'SELECT -1 AS sign, * FROM old_rows UNION ALL SELECT 1, * FROM new_rows' END;
BEGIN
    EXECUTE format($statement$
        WITH placed AS MATERIALIZED (
            SELECT sign, asset_class, coalesce(condition, 0) AS condition, status, district_id, length_m,
                   mercator::box2d AS box, ST_Centroid(mercator) AS middle
              FROM (%s) changed
        ), measured AS (
            SELECT sign, asset_class, condition, status, district_id, length_m,
                   ST_X(middle) + 20037508.342789244 AS east_m, 20037508.342789244 - ST_Y(middle) AS south_m
              FROM placed
        ), finest AS (
            SELECT maps_cell(east_m, 17) AS cell_x, maps_cell(south_m, 17) AS cell_y,
                   asset_class, condition, status, district_id, sum(sign) AS assets,
                   sum(sign * length_m) AS length_m, sum(sign * east_m) AS east_m, sum(sign * south_m) AS south_m
              FROM measured
             GROUP BY 1, 2, 3, 4, 5, 6
        ), counted AS (
            INSERT INTO maps_cellcount (grid, cell_x, cell_y, asset_class, condition, status, district_id, assets,
                                        length_m, east_m, south_m, on_day)
            SELECT grid, cell_x >> (17 - grid), cell_y >> (17 - grid), asset_class, condition, status, district_id,
                   sum(assets), sum(length_m), sum(east_m), sum(south_m), $1
              FROM finest CROSS JOIN (VALUES (11), (13), (15), (17)) AS grids (grid)
             GROUP BY 1, 2, 3, 4, 5, 6, 7
            HAVING sum(assets) <> 0 OR abs(sum(length_m)) + abs(sum(east_m)) + abs(sum(south_m)) > 0.001
        ), covered AS (
            SELECT DISTINCT
                   maps_cell(ST_XMin(box) + 20037508.342789244, 14) AS west,
                   maps_cell(ST_XMax(box) + 20037508.342789244, 14) AS east,
                   maps_cell(20037508.342789244 - ST_YMax(box), 14) AS north,
                   maps_cell(20037508.342789244 - ST_YMin(box), 14) AS south
              FROM placed
        )
        INSERT INTO maps_tilechange (x, y, on_day)
        SELECT DISTINCT x, y, $1
          FROM covered
         CROSS JOIN LATERAL generate_series(west, east) AS x
         CROSS JOIN LATERAL generate_series(north, south) AS y
    $statement$, changes) USING today;

    IF TG_OP <> 'INSERT' THEN
        EXECUTE format($statement$
            INSERT INTO maps_left (asset_id, x, y, left_at, is_landmark)
            SELECT left_behind.id, x, y, now(), maps_is_landmark(left_behind.dimension, left_behind.asset_class)
              FROM (%s) left_behind
             CROSS JOIN LATERAL maps_tiles(left_behind.mercator)
             ORDER BY x, y
        $statement$, CASE TG_OP
            WHEN 'DELETE' THEN 'SELECT * FROM old_rows'
            ELSE 'SELECT old_rows.* FROM old_rows JOIN new_rows USING (id)
                   WHERE NOT old_rows.geometry = new_rows.geometry' END);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION maps_follow_work() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    done text := CASE TG_TABLE_NAME
        WHEN 'work_inspection' THEN 'SELECT asset_id, inspected_at AS done_at FROM %1$s'
        ELSE 'SELECT asset_id, finished_at AS done_at FROM %1$s WHERE state IN (''done'', ''verified'')' END;
BEGIN
    EXECUTE format($statement$
        INSERT INTO maps_tilechange (x, y, on_day)
        SELECT x, y, min(done_on)
          FROM (SELECT asset_id, work_city_date(min(done_at)) AS done_on FROM (%s) done GROUP BY asset_id) done
          JOIN registry_asset asset ON asset.id = done.asset_id
         CROSS JOIN LATERAL maps_tiles(asset.mercator)
         GROUP BY x, y
    $statement$, CASE TG_OP
        WHEN 'INSERT' THEN format(done, 'new_rows')
        WHEN 'DELETE' THEN format(done, 'old_rows')
        ELSE format(done, 'old_rows') || ' UNION ALL ' || format(done, 'new_rows') END);
    RETURN NULL;
END $$;
