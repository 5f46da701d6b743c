DROP FUNCTION maps_rebuild_counts();
DROP FUNCTION maps_span_start(text, date);
