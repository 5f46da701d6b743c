-- Nothing in a city is 500 km long. One wrong corner would have the map note a change in every tile of the country: a statement
-- that never ends. What is there already is not looked at.
ALTER TABLE registry_asset
    ADD CONSTRAINT asset_geometry_not_endless CHECK (
        ST_XMax(geometry) - ST_XMin(geometry) < 500000 AND ST_YMax(geometry) - ST_YMin(geometry) < 500000
    ) NOT VALID;
