-- asset_before() completes rows; a bulk load that brings everything must not pay a function call for each of a
-- million rows. So an INSERT asks for it only where something is missing. An UPDATE always does: it compares.
DROP TRIGGER asset_before ON registry_asset;

CREATE TRIGGER asset_before_insert
BEFORE INSERT ON registry_asset
FOR EACH ROW
WHEN (coalesce(current_setting('registry.districts_settled', true), '') <> 'on'
      OR NEW.code = ''
      OR NEW.condition IS NOT NULL AND NEW.condition_reason = '')
EXECUTE FUNCTION registry_asset_before();

CREATE TRIGGER asset_before_update
BEFORE UPDATE ON registry_asset
FOR EACH ROW EXECUTE FUNCTION registry_asset_before();
