-- Where the budget ends in the ranking: what is renewed until then, by condition; whether more rows would have to be looked at.
, paid AS (
    SELECT * FROM running WHERE spent_yuan <= %(budget)s
), last_paid AS (
    SELECT risk, asset_id, rank, spent_yuan FROM paid ORDER BY rank DESC LIMIT 1
)
SELECT (SELECT count(*) FROM ranked) = %(most)s AND coalesce((SELECT max(spent_yuan) FROM running), 0) <= %(budget)s,
       coalesce((SELECT rank FROM last_paid), 0),
       coalesce((SELECT spent_yuan FROM last_paid), 0),
       (SELECT risk FROM last_paid),
       (SELECT asset_id FROM last_paid),
       coalesce((SELECT sum(length_m) FROM paid), 0),
       coalesce((SELECT sum(area_m2) FROM paid), 0),
       coalesce((SELECT sum(risk) FROM paid), 0),
       (SELECT coalesce(jsonb_object_agg(coalesce(condition, 0), assets), '{}')
          FROM (SELECT condition, count(*) AS assets FROM paid GROUP BY condition) by_condition),
       -- The curve of the chart: so much spent, so many poor ones renewed.
       (SELECT coalesce(jsonb_agg(jsonb_build_array(spent_yuan, poor) ORDER BY rank), '[]')
          FROM (SELECT rank, spent_yuan,
                       count(*) FILTER (WHERE condition >= 4) OVER (ORDER BY rank) AS poor,
                       lead(rank) OVER (ORDER BY rank) AS following
                  FROM paid) counted
         WHERE rank = 1 OR following IS NULL OR rank %% greatest(1, (SELECT count(*) FROM paid) / 40) = 0)
