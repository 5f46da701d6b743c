-- The worst of a city or a district are read in their order (sql/worst_now.sql), not sorted out of all assets.
CREATE INDEX districts_worst ON registry_asset (condition DESC, installed_on, id)
 WHERE condition >= 4 AND status <> 'removed';
