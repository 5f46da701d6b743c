-- Whether any end is open and any node, of the delivery or the registry, lies where the delivery's pipes lie.
SELECT EXISTS (SELECT FROM {ends} WHERE start_node_id IS NULL OR end_node_id IS NULL)
   AND (EXISTS (SELECT FROM {own_nodes})
        OR EXISTS (SELECT FROM registry_asset asset
                    WHERE asset.is_node
                      AND asset.geometry && (SELECT ST_SetSRID(ST_Extent(r.geometry)::geometry, max(ST_SRID(r.geometry))) FROM {rows} r WHERE asset_class = 'pipe')))
