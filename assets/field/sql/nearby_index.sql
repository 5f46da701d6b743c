-- Pipes, manholes, inlets and hidden points are everywhere; the nearest twenty of any other class may lie behind tens of
-- thousands of them. This index holds only the others: 0.5 MB in a city of a million, and 51 ms become 1.
CREATE INDEX asset_rarer_geometry ON registry_asset USING gist (geometry)
 WHERE asset_class NOT IN ('pipe', 'manhole', 'inlet', 'junction');
