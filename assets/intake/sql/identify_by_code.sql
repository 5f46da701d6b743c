-- Rows that a registry exported are the assets of their codes; without one here, those of their own source and number.
UPDATE {identity} identity
   SET matched_id = coalesce(by_code.id, by_number.id),
       matched_class = coalesce(by_code.asset_class, by_number.asset_class),
       asset_id = coalesce(by_code.id, by_number.id,
                           CASE WHEN identity.matched_id IS NULL THEN identity.asset_id
                                ELSE nextval(pg_get_serial_sequence('registry_asset', 'id')) END)
  FROM {rows} r
  LEFT JOIN registry_asset by_code ON by_code.code = r.code
  LEFT JOIN registry_asset by_number
         ON by_number.source = coalesce(r.source, %(source)s)
        AND by_number.source_code = r.source_code
        AND by_number.source_code <> ''
        AND by_number.dimension = r.dimension
        AND NOT EXISTS (SELECT FROM {rows} other WHERE other.code = by_number.code)
 WHERE identity.rid = r.rid
