-- One code at a time, for rows that come without: a first one by itself, then blocks of 2, 4 ... 128 that the
-- transaction hands out row by row. Raising the serial for each row made every further one slower: 20,000 rows pasted
-- from QGIS took minutes, for a transaction cannot clear away its own old versions of the serial's row.
-- What is left of a block when the transaction ends is never given; a row saved by itself leaves no gap.
CREATE FUNCTION registry_next_code(county text, asset_class text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    -- Size of the block, and its codes not yet given. Gone with the transaction, or with what it rolls back.
    block_name constant text := 'registry.codes_' || county || '_' || asset_class;
    block text[] := string_to_array(nullif(current_setting(block_name, true), ''), ' ');
    size integer := least(2 * coalesce(block[1]::integer, 0), 128);
    next_code text := block[2];
BEGIN
    IF next_code IS NULL AND size > 1 THEN
        BEGIN
            block := size::text || ARRAY(SELECT registry_allocate_codes(county, asset_class, size));
            next_code := block[2];
        EXCEPTION WHEN check_violation THEN
            NULL;  -- fewer are left than a block: one by one, to the last
        END;
    END IF;
    IF next_code IS NULL THEN
        block := ARRAY['1', registry_allocate_codes(county, asset_class, 1)];
        next_code := block[2];
    END IF;
    PERFORM set_config(block_name, array_to_string(block[1:1] || block[3:], ' '), true);
    RETURN next_code;
END $$;

-- As in guards.sql, but for the code.
CREATE OR REPLACE FUNCTION registry_asset_before() RETURNS trigger
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
        -- A code of a block may have been taken by a row that brought it.
        LOOP
            NEW.code := registry_next_code(registry_county_of(NEW.district_id), NEW.asset_class);
            EXIT WHEN NOT EXISTS (SELECT FROM registry_asset asset WHERE asset.code = NEW.code);
        END LOOP;
    END IF;
    RETURN NEW;
END $$;
