-- Nodes that the delivery's pipes may name by number: its own good points, and the registry's of the same source.
CREATE UNLOGGED TABLE {nodes} AS
WITH named AS (
    SELECT start_number AS number FROM {rows} WHERE asset_class = 'pipe' AND start_number <> ''
    UNION
    SELECT end_number FROM {rows} WHERE asset_class = 'pipe' AND end_number <> ''
), own AS (
    SELECT r.source_code AS number, identity.asset_id, r.geometry
      FROM {rows} r
      JOIN {identity} identity USING (rid)
     WHERE r.asset_class = ANY (%(node_classes)s)
       AND r.dimension = 0
       AND r.source_code <> ''
       AND NOT EXISTS (SELECT FROM {rejected} x WHERE x.rid = r.rid)
)
SELECT number, asset_id, geometry
  FROM own
 UNION ALL
SELECT named.number, asset.id, asset.geometry
  FROM named
  JOIN registry_asset asset
    ON asset.source = %(source)s
   AND asset.source_code = named.number
   AND asset.dimension = 0
   AND asset.is_node
 WHERE NOT EXISTS (SELECT FROM own WHERE own.number = named.number)
