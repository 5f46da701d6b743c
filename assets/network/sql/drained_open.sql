-- Take the pipes of the circles (ids in %(pipes)s) out: what drains through them is not known, their own length goes down.
WITH taken AS (
    DELETE FROM flow WHERE pipe_id = ANY (%(pipes)s) RETURNING lower_node, length_m
), passed_on AS (
    INSERT INTO load
    SELECT lower_node, sum(length_m) FROM taken GROUP BY lower_node
    ON CONFLICT (node_id) DO UPDATE SET length_m = load.length_m + excluded.length_m
)
INSERT INTO frontier SELECT DISTINCT upper_node FROM flow
