-- As in guards.sql.
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
        SELECT allocated INTO NEW.code
          FROM registry_allocate_codes(registry_county_of(NEW.district_id), NEW.asset_class, 1) AS allocated;
    END IF;
    RETURN NEW;
END $$;

DROP FUNCTION registry_next_code(text, text);
