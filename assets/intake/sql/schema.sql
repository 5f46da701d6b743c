-- Where staging tables lie, and what reads texts as numbers.

CREATE SCHEMA intake;

-- A number as people type it, null for anything else; never an error, whatever the text. Inlined into the statement.
CREATE FUNCTION intake_number(typed text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN typed ~ '^[-+]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][-+]?\d{1,2})?$' THEN typed::double precision
    END
$$;

-- A geometry in another CRS, null where its coordinates are impossible there. For deliveries in which one row's
-- coordinates stopped ST_Transform: a handler a row costs too much to be the rule.
CREATE FUNCTION intake_transformed(place geometry, srid integer) RETURNS geometry
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN ST_Transform(place, srid);
EXCEPTION WHEN internal_error OR invalid_parameter_value OR numeric_value_out_of_range THEN
    RETURN NULL;
END $$;
