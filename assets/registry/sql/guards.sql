-- What the database refuses or completes, whoever writes: site, QGIS, psql, a bulk load.

-- 1. Geometry: neither empty nor invalid, and of a type its class allows (classes.CATALOGUE says the same; a test compares).
--    SRID and flatness are the column type's.
ALTER TABLE registry_asset
    ADD CONSTRAINT asset_geometry_not_empty CHECK (NOT ST_IsEmpty(geometry)),
    ADD CONSTRAINT asset_geometry_valid CHECK (ST_IsValid(geometry)),
    ADD CONSTRAINT asset_geometry_suits_class CHECK (
        CASE asset_class
            WHEN 'pipe' THEN GeometryType(geometry) = 'LINESTRING'
            WHEN 'manhole' THEN GeometryType(geometry) = 'POINT'
            WHEN 'inlet' THEN GeometryType(geometry) = 'POINT'
            WHEN 'outfall' THEN GeometryType(geometry) = 'POINT'
            WHEN 'sluice_gate' THEN GeometryType(geometry) = 'POINT'
            WHEN 'pumping_station' THEN GeometryType(geometry) = 'POINT'
            WHEN 'junction' THEN GeometryType(geometry) = 'POINT'
            WHEN 'treatment_plant' THEN GeometryType(geometry) IN ('POINT', 'POLYGON', 'MULTIPOLYGON')
            WHEN 'waste_facility' THEN GeometryType(geometry) IN ('POINT', 'POLYGON', 'MULTIPOLYGON')
            WHEN 'park' THEN GeometryType(geometry) IN ('POLYGON', 'MULTIPOLYGON')
            WHEN 'water_body' THEN GeometryType(geometry) IN
                ('LINESTRING', 'MULTILINESTRING', 'POLYGON', 'MULTIPOLYGON')
            ELSE false
        END
    );

-- 2. A pipe ends at a node or nowhere known: the key names the node and the fact that it is one.
ALTER TABLE registry_pipe
    ADD COLUMN ends_at_node boolean GENERATED ALWAYS AS (true) STORED,
    ADD CONSTRAINT pipe_start_is_node FOREIGN KEY (start_node_id, ends_at_node)
        REFERENCES registry_asset (id, is_node) DEFERRABLE INITIALLY IMMEDIATE,
    ADD CONSTRAINT pipe_end_is_node FOREIGN KEY (end_node_id, ends_at_node)
        REFERENCES registry_asset (id, is_node) DEFERRABLE INITIALLY IMMEDIATE;

-- 3. What the database completes in each row of registry_asset. No coordinate is transformed here.
CREATE FUNCTION registry_asset_before() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moved boolean := true;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.asset_class <> OLD.asset_class THEN
            RAISE EXCEPTION 'an asset never changes its class: remove it and record another'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'asset_class_is_fixed';
        END IF;
        -- Column by column: the generated ones are still null in NEW here.
        IF (NEW.code, NEW.source, NEW.source_code, NEW.name, NEW.geometry,
            NEW.district_id, NEW.status, NEW.condition, NEW.condition_assessed_on, NEW.condition_method,
            NEW.condition_reason, NEW.installed_on, NEW.installed_precision, NEW.owner, NEW.maintainer,
            NEW.road, NEW.address, NEW.note, NEW.extra)
           IS NOT DISTINCT FROM
           (OLD.code, OLD.source, OLD.source_code, OLD.name, OLD.geometry,
            OLD.district_id, OLD.status, OLD.condition, OLD.condition_assessed_on, OLD.condition_method,
            OLD.condition_reason, OLD.installed_on, OLD.installed_precision, OLD.owner, OLD.maintainer,
            OLD.road, OLD.address, OLD.note, OLD.extra) THEN
            RETURN NEW;
        END IF;
        moved := NEW.geometry IS DISTINCT FROM OLD.geometry OR NEW.district_id IS DISTINCT FROM OLD.district_id;
        -- A new grade that does not say why is a correction of the record, never a repair.
        IF NEW.condition IS DISTINCT FROM OLD.condition
           AND (NEW.condition_reason, NEW.condition_method, NEW.condition_assessed_on)
               IS NOT DISTINCT FROM (OLD.condition_reason, OLD.condition_method, OLD.condition_assessed_on) THEN
            NEW.condition_reason := 'corrected';
        END IF;
        NEW.created_at := OLD.created_at;
        NEW.updated_at := now();
    END IF;
    IF moved AND coalesce(current_setting('registry.districts_settled', true), '') <> 'on' THEN
        NEW.district_id := registry_district_of(NEW.geometry);
    END IF;
    IF NEW.condition IS NOT NULL AND NEW.condition_reason = '' THEN
        NEW.condition_reason := CASE TG_OP WHEN 'INSERT' THEN 'resurveyed' ELSE 'corrected' END;
    END IF;
    IF NEW.code = '' THEN
        SELECT allocated INTO NEW.code
          FROM registry_allocate_codes(registry_county_of(NEW.district_id), NEW.asset_class, 1) AS allocated;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER asset_before
BEFORE INSERT OR UPDATE ON registry_asset
FOR EACH ROW EXECUTE FUNCTION registry_asset_before();

-- 4. A class's row belongs to an asset of that class, and lives and dies with it.
CREATE FUNCTION registry_class_row_inserted() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    wrong text;
BEGIN
    -- EXECUTE plans anew for each statement: one row by index, a million by hash join.
    EXECUTE 'SELECT asset.code FROM new_rows JOIN registry_asset asset ON asset.id = new_rows.asset_ptr_id
              WHERE asset.asset_class <> $1 LIMIT 1' INTO wrong USING TG_ARGV[0];
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'asset % is not of class %', wrong, TG_ARGV[0]
            USING ERRCODE = 'check_violation', CONSTRAINT = 'asset_row_suits_class';
    END IF;
    RETURN NULL;
END $$;

-- A change in a class's own columns is a change of the asset: `updated_at` tells it to whoever asks since when.
CREATE FUNCTION registry_class_row_updated() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'UPDATE registry_asset asset SET updated_at = now()
               FROM (SELECT new_rows.asset_ptr_id FROM new_rows JOIN old_rows USING (asset_ptr_id)
                      WHERE new_rows IS DISTINCT FROM old_rows) changed
              WHERE asset.id = changed.asset_ptr_id AND asset.updated_at < now()';
    RETURN NULL;
END $$;

CREATE FUNCTION registry_class_row_deleted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM registry_asset WHERE id = OLD.asset_ptr_id) THEN
        RAISE EXCEPTION 'asset % cannot lose its class''s row: delete the asset, or set its status to removed', OLD.asset_ptr_id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'asset_keeps_its_class_row';
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    class_name text;
    class_table text;
    column_name text;
BEGIN
    FOREACH class_name IN ARRAY ARRAY[
        'pipe', 'manhole', 'inlet', 'outfall', 'junction', 'sluice_gate', 'pumping_station',
        'treatment_plant', 'water_body', 'park', 'waste_facility'
    ] LOOP
        class_table := 'registry_' || replace(class_name, '_', '');
        EXECUTE format(
            'CREATE TRIGGER class_row_inserted AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows
             FOR EACH STATEMENT EXECUTE FUNCTION registry_class_row_inserted(%L)', class_table, class_name);
        EXECUTE format(
            'CREATE TRIGGER class_row_updated AFTER UPDATE ON %I REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
             FOR EACH STATEMENT EXECUTE FUNCTION registry_class_row_updated()', class_table);
        EXECUTE format(
            'CREATE CONSTRAINT TRIGGER class_row_deleted AFTER DELETE ON %I DEFERRABLE INITIALLY DEFERRED
             FOR EACH ROW EXECUTE FUNCTION registry_class_row_deleted()', class_table);
    END LOOP;

    -- 5. Columns that a writer leaves out are empty, not an error: QGIS and psql need not name them all.
    FOR class_table, column_name IN
        SELECT columns.table_name, columns.column_name
          FROM information_schema.columns
         WHERE columns.table_schema = current_schema()
           AND columns.table_name = ANY (ARRAY[
                'registry_asset', 'registry_pipe', 'registry_manhole', 'registry_inlet', 'registry_outfall',
                'registry_junction', 'registry_sluicegate', 'registry_pumpingstation', 'registry_treatmentplant',
                'registry_waterbody', 'registry_park', 'registry_wastefacility'])
           AND columns.data_type IN ('character varying', 'text')
           AND columns.is_nullable = 'NO'
           AND columns.column_default IS NULL
           AND columns.column_name NOT IN ('asset_class')
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET DEFAULT %L',
                       class_table, column_name, CASE column_name WHEN 'status' THEN 'in_service' ELSE '' END);
    END LOOP;
    ALTER TABLE registry_asset ALTER COLUMN extra SET DEFAULT '{}';
    ALTER TABLE registry_pipe ALTER COLUMN barrels SET DEFAULT 1, ALTER COLUMN flow_against SET DEFAULT false;
    ALTER TABLE registry_wastefacility ALTER COLUMN waste_kinds SET DEFAULT '{}';
END $$;
