-- Keeps counts and tile versions current, whoever writes. Statement level, set-based, appended only: no row of another
-- transaction is waited for. EXECUTE plans each statement anew. No coordinate is transformed: `mercator` is stored.

-- The cell of a grid (a level of the Web Mercator pyramid) in which a coordinate lies; y counts from the north.
CREATE FUNCTION maps_cell(offset_m double precision, grid integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT least(greatest(floor(offset_m / 40075016.68557849 * (1 << grid)), 0), (1 << grid) - 1)::integer
$$;

CREATE FUNCTION maps_follow_assets() RETURNS trigger
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

CREATE TRIGGER maps_follow_insert AFTER INSERT ON registry_asset
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION maps_follow_assets();
CREATE TRIGGER maps_follow_update AFTER UPDATE ON registry_asset
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION maps_follow_assets();
CREATE TRIGGER maps_follow_delete AFTER DELETE ON registry_asset
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION maps_follow_assets();

-- A district that changes its outline or name changes every tile.
CREATE FUNCTION maps_follow_districts() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO maps_tilechange (x, y) VALUES (-1, -1);
    RETURN NULL;
END $$;

CREATE TRIGGER maps_follow_districts AFTER INSERT OR UPDATE OR DELETE ON registry_district
FOR EACH STATEMENT EXECUTE FUNCTION maps_follow_districts();

-- What low zooms draw themselves: areas and the large facilities.
CREATE INDEX maps_landmarks ON registry_asset USING gist (mercator)
WHERE dimension = 2 OR asset_class IN ('pumping_station', 'treatment_plant');

ALTER TABLE maps_cachedtile SET UNLOGGED;

-- What the registry held before.
INSERT INTO maps_cellcount
    (grid, cell_x, cell_y, asset_class, condition, status, district_id, assets, length_m, east_m, south_m)
SELECT grid, maps_cell(east_m, grid), maps_cell(south_m, grid), asset_class, coalesce(condition, 0), status,
       district_id, count(*), sum(length_m), sum(east_m), sum(south_m)
  FROM registry_asset
 CROSS JOIN LATERAL (SELECT ST_X(ST_Centroid(mercator)) + 20037508.342789244 AS east_m,
                            20037508.342789244 - ST_Y(ST_Centroid(mercator)) AS south_m) placed
 CROSS JOIN (VALUES (11), (13), (15), (17)) AS grids (grid)
 GROUP BY 1, 2, 3, 4, 5, 6, 7;

INSERT INTO maps_tilechange (x, y)
SELECT DISTINCT x, y
  FROM registry_asset
 CROSS JOIN LATERAL generate_series(maps_cell(ST_XMin(mercator) + 20037508.342789244, 14),
                                    maps_cell(ST_XMax(mercator) + 20037508.342789244, 14)) AS x
 CROSS JOIN LATERAL generate_series(maps_cell(20037508.342789244 - ST_YMax(mercator), 14),
                                    maps_cell(20037508.342789244 - ST_YMin(mercator), 14)) AS y;
