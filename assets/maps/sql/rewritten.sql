-- Counts are made anew as before; and where events tell of a time before their asset's row was made, the history was
-- written by hand: from then on only the events say what such assets were (sql/versions.sql).
ALTER FUNCTION maps_rebuild_counts() RENAME TO maps_recount_all;

CREATE FUNCTION maps_rebuild_counts() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM maps_recount_all();
    EXECUTE $statement$
        INSERT INTO maps_rewritten (rewritten_at)
        SELECT max(asset.created_at)
          FROM registry_asset asset
         WHERE EXISTS (
               SELECT FROM registry_assetevent event
                WHERE event.pgh_obj_id = asset.id AND event.pgh_created_at < asset.created_at)
        HAVING count(*) > 0
    $statement$;
END $$;
