SELECT (layer::bigint << 40) + row_no, layer, row_no, max(code), '',
       CASE WHEN bool_or(severity = 'rejects') THEN 'rejected' ELSE '' END
  FROM intake_finding
 WHERE delivery_id = %(delivery)s
   AND (%(severity)s = '' OR severity = %(severity)s)
   AND (%(problem)s = '' OR problem = %(problem)s)
   AND (layer::bigint << 40) + row_no > %(after)s
 GROUP BY layer, row_no
 ORDER BY layer, row_no
 LIMIT %(limit)s
