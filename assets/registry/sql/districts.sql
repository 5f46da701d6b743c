-- Districts: the path in the tree, the pieces of boundaries, and which district a place belongs to.

CREATE FUNCTION registry_district_before() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    parent_path text;
BEGIN
    SELECT tree_path INTO parent_path FROM registry_district WHERE id = NEW.parent_id;
    IF NEW.code = ANY (string_to_array(coalesce(parent_path, ''), '/')) THEN
        RAISE EXCEPTION 'district % cannot belong to itself', NEW.code
            USING ERRCODE = 'check_violation', CONSTRAINT = 'district_not_its_own_parent';
    END IF;
    NEW.tree_path := concat_ws('/', nullif(parent_path, ''), NEW.code);
    IF NEW.boundary IS NOT NULL AND (ST_IsEmpty(NEW.boundary) OR NOT ST_IsValid(NEW.boundary)) THEN
        RAISE EXCEPTION 'the boundary of district % is empty or crosses itself', NEW.code
            USING ERRCODE = 'check_violation', CONSTRAINT = 'district_boundary_valid';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER district_before
BEFORE INSERT OR UPDATE ON registry_district
FOR EACH ROW EXECUTE FUNCTION registry_district_before();

-- A unit that moves takes all below it along: touching a child recomputes its path, and so on down.
CREATE FUNCTION registry_district_moved() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE registry_district SET tree_path = '' WHERE parent_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER district_moved
AFTER UPDATE ON registry_district
FOR EACH ROW WHEN (OLD.tree_path IS DISTINCT FROM NEW.tree_path)
EXECUTE FUNCTION registry_district_moved();

-- The district of a place: down the tree from the city, at each level the unit with the largest share of it
-- (of equal shares the one with the lower id); null outside every boundary. `place` in the registry's CRS.
CREATE FUNCTION registry_district_of(place geometry) RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    chosen bigint;
    chosen_path text := '';
    best record;
    at_depth smallint;
    depths smallint[];
    rivals boolean;
BEGIN
    SELECT (array_agg(part.district_id ORDER BY part.depth DESC, part.district_id))[1],
           count(DISTINCT part.district_id) > count(DISTINCT part.depth),
           array_agg(DISTINCT part.depth)
      INTO chosen, rivals, depths
      FROM registry_districtpart part
     WHERE ST_Intersects(part.geometry, place);
    IF NOT coalesce(rivals, false) OR ST_Dimension(place) = 0 THEN
        RETURN chosen;
    END IF;

    chosen := NULL;
    FOREACH at_depth IN ARRAY depths LOOP  -- array_agg(DISTINCT ..) comes sorted, city first
        SELECT part.district_id, district.tree_path
          INTO best
          FROM registry_districtpart part
          JOIN registry_district district ON district.id = part.district_id
         WHERE part.depth = at_depth
           AND ST_Intersects(part.geometry, place)
           AND (chosen_path = '' OR district.tree_path LIKE chosen_path || '/%')
         GROUP BY part.district_id, district.tree_path
         ORDER BY sum(CASE ST_Dimension(place)
                          WHEN 1 THEN ST_Length(ST_Intersection(part.geometry, place))
                          ELSE ST_Area(ST_Intersection(part.geometry, place))
                      END) DESC,
                  part.district_id
         LIMIT 1;
        IF FOUND THEN
            chosen := best.district_id;
            chosen_path := best.tree_path;
        END IF;
    END LOOP;
    RETURN chosen;
END $$;

-- Boundaries that changed: cut them anew, and let every asset in or near them follow.
CREATE FUNCTION registry_follow_boundaries(changed bigint[], old_boundaries geometry) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    settled text := coalesce(current_setting('registry.districts_settled', true), '');
BEGIN
    DELETE FROM registry_districtpart WHERE district_id = ANY (changed);
    INSERT INTO registry_districtpart (district_id, depth, geometry)
    SELECT district.id,
           array_length(string_to_array(district.tree_path, '/'), 1),
           ST_Subdivide(district.boundary, 64)
      FROM registry_district district
     WHERE district.id = ANY (changed) AND district.boundary IS NOT NULL AND district.valid_to IS NULL;

    PERFORM set_config('registry.districts_settled', 'on', true);
    WITH touched AS (
        SELECT boundary AS area FROM registry_district WHERE id = ANY (changed) AND boundary IS NOT NULL
        UNION ALL
        SELECT old_boundaries WHERE old_boundaries IS NOT NULL
    ), affected AS MATERIALIZED (
        SELECT DISTINCT asset.id
          FROM touched
          JOIN registry_asset asset ON asset.geometry && touched.area
        UNION
        SELECT id FROM registry_asset WHERE district_id = ANY (changed)
    ), settled_districts AS MATERIALIZED (
        SELECT asset.id, registry_district_of(asset.geometry) AS district_id
          FROM affected JOIN registry_asset asset USING (id)
    )
    UPDATE registry_asset asset
       SET district_id = settled_districts.district_id
      FROM settled_districts
     WHERE settled_districts.id = asset.id
       AND asset.district_id IS DISTINCT FROM settled_districts.district_id;
    PERFORM set_config('registry.districts_settled', settled, true);
END $$;

CREATE FUNCTION registry_districts_inserted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM registry_follow_boundaries(array_agg(id), NULL) FROM new_rows WHERE boundary IS NOT NULL HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER district_boundaries_inserted
AFTER INSERT ON registry_district REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION registry_districts_inserted();

CREATE FUNCTION registry_districts_updated() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM registry_follow_boundaries(array_agg(new_rows.id), ST_Union(old_rows.boundary))
       FROM new_rows JOIN old_rows USING (id)
      WHERE (new_rows.boundary, new_rows.tree_path, new_rows.valid_to)
            IS DISTINCT FROM (old_rows.boundary, old_rows.tree_path, old_rows.valid_to)
        AND (new_rows.boundary IS NOT NULL OR old_rows.boundary IS NOT NULL)
     HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER district_boundaries_updated
AFTER UPDATE ON registry_district REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION registry_districts_updated();
