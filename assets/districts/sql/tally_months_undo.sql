-- As before.
CREATE OR REPLACE FUNCTION districts_tally_follows_assets() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format($statement$
        INSERT INTO districts_tally (on_day, district_id, asset_class, condition, status, assets, length_m, area_m2)
        SELECT work_city_date(now()), district_id, asset_class, coalesce(condition, 0), status,
               sum(sign), sum(sign * length_m), sum(sign * area_m2)
          FROM (%s) changed
         GROUP BY district_id, asset_class, coalesce(condition, 0), status
        HAVING sum(sign) <> 0 OR abs(sum(sign * length_m)) > 0.001 OR abs(sum(sign * area_m2)) > 0.001
    $statement$, CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT 1 AS sign, district_id, asset_class, condition, status, length_m, area_m2 FROM new_rows'
        WHEN 'DELETE' THEN 'SELECT -1 AS sign, district_id, asset_class, condition, status, length_m, area_m2 FROM old_rows'
        ELSE 'SELECT -1 AS sign, district_id, asset_class, condition, status, length_m, area_m2 FROM old_rows
               UNION ALL
              SELECT 1, district_id, asset_class, condition, status, length_m, area_m2 FROM new_rows' END);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION districts_rebuild() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE registry_asset, registry_pipe, work_inspection, work_workorder, work_maintenanceplan, work_upkeep
        IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM districts_tally;
    INSERT INTO districts_tally (on_day, district_id, asset_class, condition, status, assets, length_m, area_m2)
    SELECT on_day, district_id, asset_class, condition, status, assets, length_m, area_m2 FROM districts_tally_counted;
    PERFORM districts_rebuild_work();
    PERFORM districts_rebuild_due();
END $$;

CREATE OR REPLACE FUNCTION districts_follow_truncate() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'registry_asset' THEN
        INSERT INTO districts_tally (on_day, district_id, asset_class, condition, status, assets, length_m, area_m2)
        SELECT work_city_date(now()), district_id, asset_class, condition, status, -sum(assets), -sum(length_m),
               -sum(area_m2)
          FROM districts_tally
         GROUP BY 2, 3, 4, 5
        HAVING sum(assets) <> 0;
    END IF;
    PERFORM work_upkeep_rebuild();
    PERFORM districts_rebuild_work();
    PERFORM districts_rebuild_due();
    RETURN NULL;
END $$;

DROP FUNCTION districts_tally_appended(text);
