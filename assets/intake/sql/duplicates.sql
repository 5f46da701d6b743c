-- A number (of a registry's export: a code; or, without one, a place) that an earlier good row of the delivery has already.
-- Grouped first: only rows that share a key are sorted.
CREATE UNLOGGED TABLE {duplicates} AS
WITH good AS (
    SELECT r.rid, r.row_no, r.layer, r.dimension, coalesce(r.code, r.source_code) AS source_code,
           CASE WHEN coalesce(r.code, r.source_code) = '' THEN md5(ST_AsBinary(r.geometry)) ELSE '' END AS place
      FROM {rows} r
     WHERE r.geometry IS NOT NULL
       AND NOT EXISTS (SELECT FROM {rejected} x WHERE x.rid = r.rid)
), shared AS (
    SELECT dimension, source_code, place
      FROM good
     GROUP BY dimension, source_code, place
    HAVING count(*) > 1
), ranked AS (
    SELECT good.rid, good.source_code,
           row_number() OVER same AS rank,
           first_value(good.row_no) OVER same AS first_row
      FROM good
      JOIN shared USING (dimension, source_code, place)
    WINDOW same AS (PARTITION BY dimension, source_code, place ORDER BY good.rid)
)
SELECT rid, first_row, source_code <> '' AS by_number
  FROM ranked
 WHERE rank > 1
