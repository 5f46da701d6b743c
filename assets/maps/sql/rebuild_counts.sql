-- Work out anew what the triggers keep: counts as they stand, their changes day by day from the history, the notes of
-- what lay where, and call every tile changed. For a full table, after the history itself was written (a synthetic
-- past), and to repair. Writers wait meanwhile.
CREATE FUNCTION maps_rebuild_counts() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE registry_asset IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM maps_cellcount;
    DELETE FROM maps_cellday;
    DELETE FROM maps_left;

    EXECUTE $statement$
        INSERT INTO maps_cellcount (grid, cell_x, cell_y, asset_class, condition, status, district_id, assets, length_m,
                                    east_m, south_m)
        WITH finest AS (
            SELECT maps_cell(east_m, 17) AS cell_x, maps_cell(south_m, 17) AS cell_y, asset_class,
                   coalesce(condition, 0) AS condition, status, district_id, count(*) AS assets,
                   sum(length_m) AS length_m, sum(east_m) AS east_m, sum(south_m) AS south_m
              FROM registry_asset
             CROSS JOIN LATERAL (SELECT ST_Centroid(mercator) AS middle) placed
             CROSS JOIN LATERAL (SELECT ST_X(middle) + 20037508.342789244 AS east_m,
                                        20037508.342789244 - ST_Y(middle) AS south_m) measured
             GROUP BY 1, 2, 3, 4, 5, 6
        )
        SELECT grid, cell_x >> (17 - grid), cell_y >> (17 - grid), asset_class, condition, status, district_id,
               sum(assets), sum(length_m), sum(east_m), sum(south_m)
          FROM finest CROSS JOIN (VALUES (11), (13), (15), (17)) AS grids (grid)
         GROUP BY 1, 2, 3, 4, 5, 6, 7
    $statement$;

    EXECUTE $statement$
        INSERT INTO maps_cellday (grid, cell_x, cell_y, asset_class, condition, status, district_id, span, on_day, assets,
                                  east_m, south_m)
        WITH placed AS (
            SELECT pgh_obj_id, pgh_id, pgh_label, work_city_date(pgh_created_at) AS on_day, asset_class,
                   coalesce(condition, 0) AS condition, status, district_id,
                   ST_X(middle) + 20037508.342789244 AS east_m, 20037508.342789244 - ST_Y(middle) AS south_m
              FROM registry_assetevent
             CROSS JOIN LATERAL (SELECT ST_Centroid(ST_Transform(geometry, 3857)) AS middle) placed
        ), steps AS (
            SELECT placed.*,
                   lag(pgh_label) OVER story AS label_before, lag(condition) OVER story AS condition_before,
                   lag(status) OVER story AS status_before, lag(district_id) OVER story AS district_before,
                   lag(east_m) OVER story AS east_before, lag(south_m) OVER story AS south_before
              FROM placed
            WINDOW story AS (PARTITION BY pgh_obj_id ORDER BY pgh_id)
        ), changes AS (
            SELECT 1 AS sign, on_day, asset_class, condition, status, district_id, east_m, south_m
              FROM steps WHERE pgh_label <> 'delete'
             UNION ALL
            SELECT -1, on_day, asset_class, condition_before, status_before, district_before, east_before, south_before
              FROM steps WHERE label_before <> 'delete'
        ), finest AS (
            SELECT on_day, maps_cell(east_m, 17) AS cell_x, maps_cell(south_m, 17) AS cell_y, asset_class, condition,
                   status, district_id, sum(sign) AS assets, sum(sign * east_m) AS east_m, sum(sign * south_m) AS south_m
              FROM changes
             GROUP BY 1, 2, 3, 4, 5, 6, 7
        )
        SELECT grid, cell_x >> (17 - grid), cell_y >> (17 - grid), asset_class, condition, status, district_id,
               span, maps_span_start(span, on_day), sum(assets), sum(east_m), sum(south_m)
          FROM finest
         CROSS JOIN (VALUES (11), (13), (15), (17)) AS grids (grid)
         CROSS JOIN (VALUES ('d'), ('m'), ('y')) AS spans (span)
         GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
        HAVING sum(assets) <> 0 OR abs(sum(east_m)) + abs(sum(south_m)) > 0.001
    $statement$;

    EXECUTE $statement$
        INSERT INTO maps_left (asset_id, x, y, left_at, is_landmark)
        SELECT event.pgh_obj_id, x, y, event.pgh_created_at,
               maps_is_landmark(ST_Dimension(before.geometry), before.asset_class)
          FROM registry_assetevent event
         CROSS JOIN LATERAL (
               SELECT earlier.pgh_label, earlier.geometry, earlier.asset_class
                 FROM registry_assetevent earlier
                WHERE earlier.pgh_obj_id = event.pgh_obj_id AND earlier.pgh_id < event.pgh_id
                ORDER BY earlier.pgh_id DESC
                LIMIT 1
               ) before
         CROSS JOIN LATERAL maps_tiles(ST_Transform(before.geometry, 3857))
         WHERE event.pgh_label <> 'insert'
           AND before.pgh_label <> 'delete'
           AND (event.pgh_label = 'delete' OR NOT before.geometry = event.geometry)
    $statement$;

    EXECUTE $statement$
        INSERT INTO maps_tilechange (x, y, on_day)
        SELECT x, y, '-infinity'
          FROM (SELECT x, y FROM maps_tilechange WHERE x >= 0
                 UNION SELECT x, y FROM maps_left
                 UNION SELECT tiles.* FROM registry_asset CROSS JOIN LATERAL maps_tiles(mercator) tiles) places
    $statement$;
END $$;

-- The first day of the day, month or year ('d', 'm', 'y') in which a day lies.
CREATE FUNCTION maps_span_start(span text, on_day date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE span
        WHEN 'y' THEN make_date(extract(year FROM on_day)::integer, 1, 1)
        WHEN 'm' THEN make_date(extract(year FROM on_day)::integer, extract(month FROM on_day)::integer, 1)
        ELSE on_day END
$$;

SELECT maps_rebuild_counts();
