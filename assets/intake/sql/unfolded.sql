-- The object that the column `extra` of an export holds as text; the text itself, under that name, where it is none.
-- Only for this connection: a handler a row is for the few files that a registry exported.
CREATE OR REPLACE FUNCTION pg_temp.unfolded(folded text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF folded IN ('', '{{}}') THEN
        RETURN '{{}}';
    END IF;
    IF jsonb_typeof(folded::jsonb) = 'object' THEN
        RETURN folded::jsonb;
    END IF;
    RETURN jsonb_build_object('extra', folded);
EXCEPTION WHEN data_exception OR program_limit_exceeded OR statement_too_complex THEN
    RETURN jsonb_build_object('extra', folded);
END $$
