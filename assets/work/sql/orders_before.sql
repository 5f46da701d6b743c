-- What work orders' own columns need before the table is made: the number, WO<year>-<serial>, never given twice.
CREATE SEQUENCE work_order_serial;

CREATE FUNCTION work_order_number() RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    serial text := nextval('work_order_serial')::text;
BEGIN
    RETURN to_char(now(), '"WO"YYYY-') || lpad(serial, greatest(6, length(serial)), '0');
END $$;
