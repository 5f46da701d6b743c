SELECT coalesce(
    string_agg(
        json_build_object(
            'type', 'Feature',
            'id', shown.code,
            'geometry', ST_AsGeoJSON(ST_Transform(asset.geometry, 4326), 7)::json,
            'properties', json_build_object(
                'code', shown.code,
                'name', asset.name,
                'asset_class', shown.asset_class,
                'condition', asset.condition,
                'status', asset.status,
                'length_m', round(shown.pipe_length_m::numeric, 2)
            )
        )::text,
        ',' ORDER BY shown.place
    ),
    ''
)
  FROM shown
 CROSS JOIN LATERAL (SELECT geometry, name, condition, status FROM registry_asset asset WHERE asset.id = shown.id OFFSET 0) asset
