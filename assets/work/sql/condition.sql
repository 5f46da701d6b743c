-- An assessment of an asset, by inspection or after work, becomes the asset's condition where none is newer.
-- One statement for any number of rows. EXECUTE plans anew each time: one row by index, a million by hash join.

CREATE FUNCTION work_inspections_graded() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    -- A corrected inspection speaks again; one whose words only were corrected does not.
    graded text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT * FROM new_rows'
        ELSE 'SELECT new_rows.* FROM new_rows JOIN old_rows USING (id)
               WHERE (new_rows.asset_id, new_rows.condition, new_rows.inspected_at)
                     IS DISTINCT FROM (old_rows.asset_id, old_rows.condition, old_rows.inspected_at)' END;
BEGIN
    EXECUTE format($statement$
        WITH graded AS (%s), newest AS (
            SELECT DISTINCT ON (asset_id)
                   id, asset_id, condition, method, inspected_at, work_city_date(inspected_at) AS inspected_on
              FROM graded
             WHERE condition IS NOT NULL
             ORDER BY asset_id, inspected_at DESC, id DESC
        )
        UPDATE registry_asset asset
           SET condition = newest.condition,
               condition_assessed_on = newest.inspected_on,
               condition_method = newest.method,
               condition_reason = 'inspected'
          FROM newest
         WHERE asset.id = newest.asset_id
           AND (asset.condition_assessed_on IS NULL OR asset.condition_assessed_on <= newest.inspected_on)
           AND NOT EXISTS (
                SELECT FROM work_inspection later
                 WHERE later.asset_id = newest.asset_id
                   AND later.condition IS NOT NULL
                   AND (later.inspected_at, later.id) > (newest.inspected_at, newest.id))
           AND NOT EXISTS (
                SELECT FROM work_workorder later
                 WHERE later.asset_id = newest.asset_id
                   AND later.resulting_condition IS NOT NULL
                   AND later.state IN ('done', 'verified')
                   AND later.finished_at > newest.inspected_at)
    $statement$, graded);
    RETURN NULL;
END $$;

CREATE TRIGGER inspections_graded_on_insert
AFTER INSERT ON work_inspection REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION work_inspections_graded();

CREATE TRIGGER inspections_graded_on_update
AFTER UPDATE ON work_inspection REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION work_inspections_graded();

-- Work that is done and left the asset in a stated condition: reason "repaired".
CREATE FUNCTION work_orders_finished() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    finished text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT * FROM new_rows'
        ELSE 'SELECT new_rows.* FROM new_rows JOIN old_rows USING (id)
               WHERE (new_rows.asset_id, new_rows.resulting_condition, new_rows.finished_at,
                      new_rows.state IN (''done'', ''verified''))
                     IS DISTINCT FROM
                     (old_rows.asset_id, old_rows.resulting_condition, old_rows.finished_at,
                      old_rows.state IN (''done'', ''verified''))' END;
BEGIN
    EXECUTE format($statement$
        WITH finished AS (%s), newest AS (
            SELECT DISTINCT ON (asset_id)
                   id, asset_id, resulting_condition, finished_at, work_city_date(finished_at) AS finished_on
              FROM finished
             WHERE resulting_condition IS NOT NULL AND state IN ('done', 'verified')
             ORDER BY asset_id, finished_at DESC, id DESC
        )
        UPDATE registry_asset asset
           SET condition = newest.resulting_condition,
               condition_assessed_on = newest.finished_on,
               condition_method = '',
               condition_reason = 'repaired'
          FROM newest
         WHERE asset.id = newest.asset_id
           AND (asset.condition_assessed_on IS NULL OR asset.condition_assessed_on <= newest.finished_on)
           AND NOT EXISTS (
                SELECT FROM work_inspection later
                 WHERE later.asset_id = newest.asset_id
                   AND later.condition IS NOT NULL
                   AND later.inspected_at > newest.finished_at)
           AND NOT EXISTS (
                SELECT FROM work_workorder later
                 WHERE later.asset_id = newest.asset_id
                   AND later.resulting_condition IS NOT NULL
                   AND later.state IN ('done', 'verified')
                   AND (later.finished_at, later.id) > (newest.finished_at, newest.id))
    $statement$, finished);
    RETURN NULL;
END $$;

CREATE TRIGGER orders_finished_on_insert
AFTER INSERT ON work_workorder REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION work_orders_finished();

CREATE TRIGGER orders_finished_on_update
AFTER UPDATE ON work_workorder REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION work_orders_finished();
