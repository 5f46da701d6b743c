ALTER TABLE maps_cachedtile SET LOGGED;
DROP INDEX maps_landmarks;
DROP TRIGGER maps_follow_districts ON registry_district;
DROP TRIGGER maps_follow_delete ON registry_asset;
DROP TRIGGER maps_follow_update ON registry_asset;
DROP TRIGGER maps_follow_insert ON registry_asset;
DROP FUNCTION maps_follow_districts();
DROP FUNCTION maps_follow_assets();
DROP FUNCTION maps_cell(double precision, integer);
