-- Nodes that the pipes of a registry's export name: by their codes.
CREATE UNLOGGED TABLE {nodes} AS
WITH named AS (
    SELECT start_number AS number FROM {rows} WHERE start_number <> ''
    UNION
    SELECT end_number FROM {rows} WHERE end_number <> ''
)
SELECT named.number, asset.id AS asset_id, asset.geometry
  FROM named
  JOIN registry_asset asset ON asset.code = named.number AND asset.is_node
