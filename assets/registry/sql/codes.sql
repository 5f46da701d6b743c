-- Codes of 16 digits by GB/T 30428.2: county (6) + component class (4) + serial (6).

-- `wanted` free codes of an asset class in a county, in order. Serials are never given twice: the counter's row is
-- locked until the transaction ends, and numbers that a source already uses as its own codes are passed over.
CREATE FUNCTION registry_allocate_codes(county text, wanted_class text, wanted integer) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
    class_code text;
    used integer;
    take integer;
    given integer;
BEGIN
    FOR class_code IN
        SELECT component_class FROM registry_componentclass WHERE asset_class = wanted_class ORDER BY position
    LOOP
        INSERT INTO registry_codeserial AS serial (county, component_class, last_serial)
        VALUES (county, class_code, 0)
        ON CONFLICT ON CONSTRAINT code_serial_unique DO NOTHING;

        SELECT serial.last_serial INTO used
          FROM registry_codeserial serial
         WHERE serial.county = registry_allocate_codes.county AND serial.component_class = class_code
           FOR UPDATE;

        WHILE wanted > 0 AND used < 999999 LOOP
            take := least(wanted, 999999 - used);
            RETURN QUERY
                SELECT fresh.code
                  FROM (SELECT county || class_code || lpad(number::text, 6, '0') AS code
                          FROM generate_series(used + 1, used + take) AS number) fresh
                 WHERE NOT EXISTS (SELECT FROM registry_asset asset WHERE asset.code = fresh.code);
            GET DIAGNOSTICS given = ROW_COUNT;
            wanted := wanted - given;
            used := used + take;
        END LOOP;

        UPDATE registry_codeserial serial
           SET last_serial = used
         WHERE serial.county = registry_allocate_codes.county AND serial.component_class = class_code
           AND serial.last_serial <> used;
        EXIT WHEN wanted = 0;
    END LOOP;
    IF wanted > 0 THEN
        RAISE EXCEPTION 'no component class with free serials for % in %', wanted_class, county
            USING ERRCODE = 'check_violation', CONSTRAINT = 'codes_used_up';
    END IF;
END $$;

-- The county whose codes a thing in `district` gets: its district of 6 digits, the city outside all of them.
CREATE FUNCTION registry_county_of(district bigint) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        (SELECT left(code, 6) FROM registry_district WHERE id = district),
        (SELECT left(code, 6) FROM registry_district WHERE level = 'city' ORDER BY code LIMIT 1),
        '000000'
    )
$$;
