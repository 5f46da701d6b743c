WITH conflicting AS (
    SELECT r.rid, r.layer, r.row_no, r.source_code
      FROM {stale} s
      JOIN {verdicts} v USING (rid)
      JOIN {rows} r USING (rid)
     WHERE v.verdict <> 'unchanged'
), said AS (
    INSERT INTO intake_finding (delivery_id, severity, problem, layer, row_no, code, field, parameters)
    SELECT {delivery}, 'rejects', 'changed_meanwhile', layer, row_no, left(source_code, 200), '', '{{}}'::jsonb
      FROM conflicting
)
INSERT INTO {rejected} (rid)
SELECT rid FROM conflicting
