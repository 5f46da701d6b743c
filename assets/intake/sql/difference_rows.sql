SELECT r.rid, r.layer, r.row_no, r.source_code, r.asset_class,
       CASE WHEN x.rid IS NULL THEN v.verdict ELSE 'rejected' END
  FROM {rows} r
  LEFT JOIN {verdicts} v USING (rid)
  LEFT JOIN {rejected} x USING (rid)
 WHERE r.rid > %(after)s
   AND (%(state)s = ''
        OR v.verdict = %(state)s AND x.rid IS NULL
        OR %(state)s = 'changes' AND (x.rid IS NOT NULL OR v.verdict <> 'unchanged'))
 ORDER BY r.rid
 LIMIT %(limit)s
