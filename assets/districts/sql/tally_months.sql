-- What is there is kept by month too: whole years of a large city are summed by their months, not by every day.

-- What is there, by the day of the transaction and by its month. `changes` is a SELECT of on_day, sign, district_id,
-- asset_class, condition, status, length_m, area_m2.
CREATE FUNCTION districts_tally_appended(changes text) RETURNS text
LANGUAGE sql IMMUTABLE AS $body$
    SELECT format($statement$
        WITH by_day AS MATERIALIZED (
            SELECT on_day, district_id, asset_class, coalesce(condition, 0) AS condition, status,
                   sum(sign)::integer AS assets, sum(sign * length_m) AS length_m, sum(sign * area_m2) AS area_m2
              FROM (%s) changed
             GROUP BY 1, 2, 3, 4, 5
            HAVING sum(sign) <> 0 OR abs(sum(sign * length_m)) > 0.001 OR abs(sum(sign * area_m2)) > 0.001
        ), days AS (
            INSERT INTO districts_tally
                (on_day, district_id, asset_class, condition, status, assets, length_m, area_m2)
            SELECT on_day, district_id, asset_class, condition, status, assets, length_m, area_m2 FROM by_day
        )
        INSERT INTO districts_tallymonth
            (month, district_id, asset_class, condition, status, assets, length_m, area_m2)
        SELECT date_trunc('month', on_day)::date, district_id, asset_class, condition, status, sum(assets),
               sum(length_m), sum(area_m2)
          FROM by_day
         GROUP BY 1, 2, 3, 4, 5
    $statement$, changes)
$body$;

CREATE OR REPLACE FUNCTION districts_tally_follows_assets() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE districts_tally_appended(format(
        'SELECT work_city_date(now()) AS on_day, sign, district_id, asset_class, condition, status, length_m, area_m2
           FROM (%s) rows',
        CASE TG_OP
            WHEN 'INSERT' THEN 'SELECT 1 AS sign, * FROM new_rows'
            WHEN 'DELETE' THEN 'SELECT -1 AS sign, * FROM old_rows'
            ELSE 'SELECT -1 AS sign, * FROM old_rows UNION ALL SELECT 1, * FROM new_rows' END));
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION districts_rebuild() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE registry_asset, registry_pipe, work_inspection, work_workorder, work_maintenanceplan, work_upkeep
        IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM districts_tally;
    DELETE FROM districts_tallymonth;
    INSERT INTO districts_tally (on_day, district_id, asset_class, condition, status, assets, length_m, area_m2)
    SELECT on_day, district_id, asset_class, condition, status, assets, length_m, area_m2 FROM districts_tally_counted;
    INSERT INTO districts_tallymonth (month, district_id, asset_class, condition, status, assets, length_m, area_m2)
    SELECT date_trunc('month', on_day)::date, district_id, asset_class, condition, status, sum(assets),
           sum(length_m), sum(area_m2)
      FROM districts_tally
     GROUP BY 1, 2, 3, 4, 5
    HAVING sum(assets) <> 0 OR abs(sum(length_m)) > 0.001 OR abs(sum(area_m2)) > 0.001;
    PERFORM districts_rebuild_work();
    PERFORM districts_rebuild_due();
END $$;

CREATE OR REPLACE FUNCTION districts_follow_truncate() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'registry_asset' THEN
        EXECUTE districts_tally_appended(
            'SELECT work_city_date(now()) AS on_day, -sum(assets) AS sign, district_id, asset_class, condition, status,
                    sum(length_m) / sum(assets) AS length_m, sum(area_m2) / sum(assets) AS area_m2
               FROM districts_tallymonth
              GROUP BY district_id, asset_class, condition, status
             HAVING sum(assets) <> 0');
    END IF;
    PERFORM work_upkeep_rebuild();
    PERFORM districts_rebuild_work();
    PERFORM districts_rebuild_due();
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION districts_work_follows_assets() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moved text := CASE TG_OP
        WHEN 'DELETE' THEN 'SELECT id, asset_class, district_id, NULL::bigint AS new_district_id, false AS is_there
                              FROM old_rows'
        ELSE 'SELECT old_rows.id, old_rows.asset_class, old_rows.district_id,
                     new_rows.district_id AS new_district_id, true AS is_there
                FROM old_rows
                JOIN new_rows USING (id)
               WHERE old_rows.district_id IS DISTINCT FROM new_rows.district_id' END;
    any_moved boolean;
BEGIN
    -- Counted, not EXISTS: for the first row alone a nested loop looks cheap, and 30,000 rows that did not move took minutes.
    EXECUTE format('SELECT count(*) > 0 FROM (%s) moved', moved) INTO any_moved;
    IF any_moved THEN
        EXECUTE districts_work_appended(format($changes$
            SELECT side.sign, done.on_day, side.district_id, moved.asset_class, done.kind, done.inspections,
                   done.works, done.cost_yuan
              FROM (%s) moved
              JOIN districts_work_done done ON done.asset_id = moved.id
             CROSS JOIN LATERAL (VALUES (-1, moved.district_id, true), (1, moved.new_district_id, moved.is_there))
                   AS side (sign, district_id, is_so)
             WHERE side.is_so
        $changes$, moved));
        EXECUTE districts_turns_appended(districts_order_turns(format($changes$
            SELECT side.sign, side.district_id, moved.asset_class, work.state, work.asked_at, work.due_on,
                   work.finished_at, work.updated_at
              FROM (%s) moved
              JOIN work_workorder work ON work.asset_id = moved.id
             CROSS JOIN LATERAL (VALUES (-1, moved.district_id, true), (1, moved.new_district_id, moved.is_there))
                   AS side (sign, district_id, is_so)
             WHERE side.is_so
        $changes$, moved)));
    END IF;
    RETURN NULL;
END $$;

-- Filled from the days.
INSERT INTO districts_tallymonth (month, district_id, asset_class, condition, status, assets, length_m, area_m2)
SELECT date_trunc('month', on_day)::date, district_id, asset_class, condition, status, sum(assets), sum(length_m),
       sum(area_m2)
  FROM districts_tally
 GROUP BY 1, 2, 3, 4, 5
HAVING sum(assets) <> 0 OR abs(sum(length_m)) > 0.001 OR abs(sum(area_m2)) > 0.001;
