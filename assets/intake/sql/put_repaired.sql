UPDATE {rows} r
   SET geometry = repaired.mended
  FROM {repaired} repaired
 WHERE repaired.rid = r.rid
