DO $$
DECLARE
    class_table text;
BEGIN
    FOREACH class_table IN ARRAY ARRAY[
        'registry_pipe', 'registry_manhole', 'registry_inlet', 'registry_outfall', 'registry_junction',
        'registry_sluicegate', 'registry_pumpingstation', 'registry_treatmentplant', 'registry_waterbody',
        'registry_park', 'registry_wastefacility'
    ] LOOP
        EXECUTE format('DROP TRIGGER class_row_inserted ON %I', class_table);
        EXECUTE format('DROP TRIGGER class_row_updated ON %I', class_table);
        EXECUTE format('DROP TRIGGER class_row_deleted ON %I', class_table);
    END LOOP;
END $$;
DROP TRIGGER asset_before ON registry_asset;
DROP FUNCTION registry_class_row_deleted();
DROP FUNCTION registry_class_row_updated();
DROP FUNCTION registry_class_row_inserted();
DROP FUNCTION registry_asset_before();
ALTER TABLE registry_pipe
    DROP CONSTRAINT pipe_start_is_node,
    DROP CONSTRAINT pipe_end_is_node,
    DROP COLUMN ends_at_node;
ALTER TABLE registry_asset
    DROP CONSTRAINT asset_geometry_not_empty,
    DROP CONSTRAINT asset_geometry_valid,
    DROP CONSTRAINT asset_geometry_suits_class;
