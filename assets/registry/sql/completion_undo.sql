DROP TRIGGER asset_before_insert ON registry_asset;
DROP TRIGGER asset_before_update ON registry_asset;

CREATE TRIGGER asset_before
BEFORE INSERT OR UPDATE ON registry_asset
FOR EACH ROW EXECUTE FUNCTION registry_asset_before();
