DROP FUNCTION maps_rebuild_counts();
ALTER FUNCTION maps_recount_all() RENAME TO maps_rebuild_counts;
