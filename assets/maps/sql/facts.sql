-- Build the facts of stale tiles anew; returns how many tiles. After stale.sql and versions.sql.
, gone AS (
    DELETE FROM maps_fact USING stale WHERE maps_fact.x = stale.x AND maps_fact.y = stale.y
), said AS MATERIALIZED (
    SELECT DISTINCT word
      FROM (SELECT DISTINCT asset_class, status, owner, coalesce(material, '') AS material,
                   coalesce(category, '') AS category
              FROM placed) texts
     CROSS JOIN LATERAL (VALUES (asset_class), (status), (owner), (material), (category)) AS words (word)
), new_words AS (
    INSERT INTO maps_word (word) SELECT word FROM said EXCEPT SELECT word FROM maps_word RETURNING id, word
), words AS MATERIALIZED (
    SELECT id, word FROM maps_word JOIN said USING (word)
     UNION ALL
    SELECT id, word FROM new_words
), built AS (
    INSERT INTO maps_fact (x, y, asset_id, district_id, from_day, to_day, east, south, installed_on, inspected_on,
                           maintained_on, due_on, owner, size_mm, asset_class, status, material, category, condition,
                           line)
    SELECT placed.x, placed.y, placed.id, placed.district_id, placed.from_day, placed.to_day,
           least(floor(east_m / 40075016.68557849 * 2147483648), 2147483647)::integer,
           least(floor(south_m / 40075016.68557849 * 2147483648), 2147483647)::integer,
           placed.installed_on, upkeep.last_inspected_on, upkeep.last_maintained_on, upkeep.next_due_on,
           owners.id, placed.size_mm, classes.id, statuses.id, materials.id, categories.id, placed.condition,
           CASE WHEN placed.asset_class = 'pipe' AND placed.size_mm >= 600 THEN placed.mercator END
      FROM placed
      JOIN words owners ON owners.word = placed.owner
      JOIN words classes ON classes.word = placed.asset_class
      JOIN words statuses ON statuses.word = placed.status
      LEFT JOIN words materials ON materials.word = placed.material
      LEFT JOIN words categories ON categories.word = placed.category
      LEFT JOIN work_upkeep upkeep ON upkeep.asset_id = placed.id AND placed.to_day = 'infinity'
     ORDER BY placed.x, placed.y
)
SELECT count(*) FROM stale
