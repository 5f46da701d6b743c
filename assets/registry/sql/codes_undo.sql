DROP FUNCTION registry_county_of(bigint);
DROP FUNCTION registry_allocate_codes(text, text, integer);
