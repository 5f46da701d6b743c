-- One round: take away the pipes at the frontier's nodes that nothing enters any more; the nodes behind them are the
-- next frontier. {near}/{far} are upper/lower from the heads down, lower/upper from the ends up.
WITH candidate AS (
    DELETE FROM frontier RETURNING node_id
), gone AS (
    DELETE FROM flow
     USING candidate
     WHERE flow.{near} = candidate.node_id
       AND NOT EXISTS (SELECT FROM flow entering WHERE entering.{far} = candidate.node_id)
    RETURNING flow.{far} AS node_id
)
INSERT INTO frontier SELECT DISTINCT node_id FROM gone
