-- The delivery's own nodes by place.
CREATE UNLOGGED TABLE {own_nodes} AS
SELECT identity.asset_id, r.geometry
  FROM {rows} r
  JOIN {identity} identity USING (rid)
 WHERE r.asset_class = ANY (%(node_classes)s)
   AND r.dimension = 0
   AND NOT EXISTS (SELECT FROM {rejected} x WHERE x.rid = r.rid);
CREATE INDEX ON {own_nodes} USING gist (geometry)
