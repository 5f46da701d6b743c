-- Rows that the checks found something in: with the problem asked for, and of the state asked for.
SELECT (finding.layer::bigint << 40) + finding.row_no AS rid, finding.layer, finding.row_no, max(finding.code), '',
       CASE WHEN bool_or(finding.severity = 'rejects') THEN 'rejected' ELSE '' END
  FROM intake_finding finding
 WHERE finding.delivery_id = %(delivery)s
   AND (%(state)s <> 'rejected' OR finding.severity = 'rejects')
   AND (%(problem)s = '' OR finding.problem = %(problem)s)
   AND (finding.layer::bigint << 40) + finding.row_no > %(after)s
   AND {of_state}
 GROUP BY finding.layer, finding.row_no
 ORDER BY finding.layer, finding.row_no
 LIMIT %(limit)s
