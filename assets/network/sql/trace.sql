-- Everything that drains to a node (upstream) or that it drains to (downstream), step by step, nearest first.
-- A few index look-ups for each pipe reached (trace_indexes.sql), whatever the size of the city; UNION takes each pipe
-- once, so cycles end. Pipes that carry no water (planned, removed) lead nowhere.
-- {near} and {far} name the columns by which the walk enters and leaves a pipe: end and start upstream, start and
-- end downstream. trace_summary.sql or trace_features.sql follows.
WITH RECURSIVE walk (pipe_id, node_id) AS (
    SELECT NULL::bigint, %(node)s::bigint
    UNION
    SELECT next_pipe.pipe_id, next_pipe.node_id
      FROM walk
     CROSS JOIN LATERAL (
        SELECT along.asset_ptr_id AS pipe_id, along.{far} AS node_id
          FROM registry_pipe along
         WHERE along.{near} = walk.node_id AND NOT along.flow_against
        UNION ALL
        SELECT against.asset_ptr_id, against.{near}
          FROM registry_pipe against
         WHERE against.{far} = walk.node_id AND against.flow_against
     ) next_pipe
     WHERE (
        -- A subquery with LIMIT stays a look-up for each pipe; as NOT EXISTS it may become a join that reads them all.
        SELECT true FROM registry_asset idle
         WHERE idle.id = next_pipe.pipe_id AND idle.asset_class = 'pipe' AND idle.status IN ('planned', 'removed')
         LIMIT 1
     ) IS NULL
), walked AS MATERIALIZED (
    -- The LIMIT stops the walk itself: the place it began at, `most` pipes, and one more to tell that there are more.
    SELECT pipe_id, node_id, row_number() OVER () AS step
      FROM (SELECT pipe_id, node_id FROM walk LIMIT %(most)s + 2) counted
), found AS (
    -- A pipe stands before the node it leads to.
    SELECT asset_id, min(place) AS place
      FROM (
        SELECT pipe_id AS asset_id, 2 * step AS place FROM walked
        UNION ALL
        SELECT node_id, 2 * step + 1 FROM walked
      ) both_kinds
     WHERE asset_id <> %(start)s
     GROUP BY asset_id
     ORDER BY asset_id  -- so that the look-ups that follow go through the table once, not to and fro
), traced AS MATERIALIZED (
    -- By key and row by row (OFFSET 0): reading the whole table instead would make the cost the city's.
    SELECT found.place, asset.id, asset.code, asset.asset_class,
           CASE WHEN asset.asset_class = 'pipe' THEN asset.length_m END AS pipe_length_m,
           (%(scope_classes)s::text[] IS NULL OR asset.asset_class = ANY (%(scope_classes)s))
           AND (%(scope_districts)s::bigint[] IS NULL
                OR coalesce(asset.district_id = ANY (%(scope_districts)s), false)) AS visible
      FROM found
     CROSS JOIN LATERAL (
        SELECT id, code, asset_class, length_m, district_id
          FROM registry_asset asset WHERE asset.id = found.asset_id OFFSET 0
     ) asset
), shown AS MATERIALIZED (
    SELECT * FROM traced WHERE visible ORDER BY place LIMIT %(most)s
)
