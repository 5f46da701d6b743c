-- One round: pipes leaving the frontier's nodes that nothing enters any more get what came down to their upper node,
-- divided among the pipes that leave it, and their own length; the nodes below are the next frontier.
WITH candidate AS (
    DELETE FROM frontier RETURNING node_id
), gone AS (
    DELETE FROM flow
     USING candidate
     WHERE flow.upper_node = candidate.node_id
       AND NOT EXISTS (SELECT FROM flow entering WHERE entering.lower_node = candidate.node_id)
    RETURNING flow.*
), through AS (
    SELECT gone.pipe_id, gone.lower_node, coalesce(load.length_m, 0) / gone.outgoing + gone.length_m AS length_m
      FROM gone LEFT JOIN load ON load.node_id = gone.upper_node
), noted AS (
    INSERT INTO drained SELECT pipe_id, length_m FROM through
), passed_on AS (
    INSERT INTO load
    SELECT lower_node, sum(length_m) FROM through GROUP BY lower_node
    ON CONFLICT (node_id) DO UPDATE SET length_m = load.length_m + excluded.length_m
)
INSERT INTO frontier SELECT DISTINCT lower_node FROM through
