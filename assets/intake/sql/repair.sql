-- Outlines that are not valid and that the person who sends them lets us mend: what was sent, and what it becomes.
-- `structure` keeps what the rings enclose; a result that is no area any more is none, and the row is rejected as it is.
CREATE UNLOGGED TABLE {repaired} AS
SELECT r.rid, r.geometry AS sent, ST_IsValidReason(r.geometry) AS reason, made.geometry AS mended
  FROM {rows} r
 CROSS JOIN LATERAL (SELECT ST_CollectionExtract(ST_MakeValid(r.geometry, 'method=structure'), 3) AS geometry) made
 WHERE %(wanted)s
   AND r.dimension = 2
   AND NOT ST_IsEmpty(r.geometry)
   AND NOT ST_IsValid(r.geometry)
   AND NOT ST_IsEmpty(made.geometry)
