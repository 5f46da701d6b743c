DROP FUNCTION intake_transformed(geometry, integer);
DROP FUNCTION intake_number(text);
DROP SCHEMA intake CASCADE;
