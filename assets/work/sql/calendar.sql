-- The day of a moment by the city's clocks (settings.TIME_ZONE, filled in by the migration): an inspection at seven
-- in the morning in China was made that day, although it was still yesterday in UTC.
CREATE FUNCTION work_city_date(moment timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (moment AT TIME ZONE {time_zone})::date $$;
