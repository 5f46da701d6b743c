-- units: each unit asked about with every district that counts towards it (itself and all below, as far as the reader
-- may see). Every statement of this room begins with it.
WITH units AS (
    SELECT unit.id AS unit_id, below.id AS district_id
      FROM registry_district unit
      JOIN registry_district below
        ON below.tree_path = unit.tree_path OR starts_with(below.tree_path, unit.tree_path || '/')
     WHERE unit.id = ANY (%(units)s)
       AND (%(scope_districts)s::bigint[] IS NULL OR below.id = ANY (%(scope_districts)s))
)
