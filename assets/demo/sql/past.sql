-- The registry of the city, as if it had been kept for five years: its events are written anew, each on its day, so that
-- the last one of an asset says what its row says. `chance` is a number from 0 to 1, as in records.sql.

CREATE OR REPLACE FUNCTION pg_temp.chance(source_code text, drawn text, seed text) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$
    SELECT (('x' || left(md5(seed || drawn || source_code), 7))::bit(28)::integer) / 268435456.0
$$;

-- 1. What was taken away over the years: some waste facilities and inlets, with no work open.
UPDATE registry_asset asset
   SET status = 'removed'
 WHERE asset.source = %(source)s
   AND asset.asset_class IN ('inlet', 'waste_facility')
   AND pg_temp.chance(asset.source_code, 'removed', %(seed)s) < CASE asset.asset_class WHEN 'inlet' THEN 0.01 ELSE 0.08 END
   AND NOT EXISTS (SELECT FROM work_workorder work
                    WHERE work.asset_id = asset.id
                      AND work.state IN ('asked_for', 'planned', 'assigned', 'in_progress'));

-- 2. When each asset was first recorded: by the survey of its district five years ago, or, built later, at the end of the
--    quarter; but before the first look at it and the first work on it.
DROP TABLE IF EXISTS past_asset, past_event;
CREATE TEMP TABLE past_asset ON COMMIT DROP AS
WITH done AS (
    SELECT asset_id, min(moment) AS first_done_at
      FROM (SELECT asset_id, inspected_at AS moment FROM work_inspection
             UNION ALL
            SELECT asset_id, asked_at FROM work_workorder) doings
     GROUP BY asset_id
)
SELECT asset.id, asset.source_code, asset.asset_class, asset.status, asset.condition, asset.condition_reason,
       least(
           greatest(
               date_trunc('quarter', %(today)s::date - interval '5 years')
                   + interval '10 days' + (coalesce(asset.district_id, 0) %% 12) * interval '6 days' + interval '10 hours',
               least(date_trunc('quarter', asset.installed_on) + interval '3 months' - interval '14 hours',
                     %(today)s::date - interval '1 day')
           )::timestamptz,
           done.first_done_at - interval '8 days'
       ) AS first_recorded_at
  FROM registry_asset asset
  LEFT JOIN done ON done.asset_id = asset.id
 WHERE asset.source = %(source)s;
ANALYZE past_asset;

-- 3. What changed, in order: the last of an asset is number 1 from the end.
CREATE TEMP TABLE past_event ON COMMIT DROP AS
WITH repairs AS (
    SELECT DISTINCT ON (asset_id) asset_id, finished_at, resulting_condition
      FROM work_workorder
     WHERE state IN ('done', 'verified') AND resulting_condition IS NOT NULL
     ORDER BY asset_id, finished_at DESC
), happened AS (
    -- How the first survey found it: where nothing else is known, as it is, or a grade better and aged since.
    SELECT asset.id, asset.first_recorded_at AS happened_at, 0 AS step, 'resurveyed' AS reason,
           CASE WHEN asset.condition IS NOT NULL
                THEN greatest(1, coalesce(first_look.condition, asset.condition)
                                 - (pg_temp.chance(asset.source_code, 'aged', %(seed)s) < 0.4)::int) END AS condition
      FROM past_asset asset
      LEFT JOIN (SELECT DISTINCT ON (asset_id) asset_id, condition
                   FROM work_inspection WHERE condition IS NOT NULL ORDER BY asset_id, inspected_at) first_look
             ON first_look.asset_id = asset.id
     UNION ALL
    -- Aged: known from its years alone.
    SELECT asset.id,
           asset.first_recorded_at
               + (%(today)s::timestamptz - asset.first_recorded_at) * pg_temp.chance(asset.source_code, 'aged on', %(seed)s),
           1, 'aged', asset.condition
      FROM past_asset asset
     WHERE asset.condition > 1
       AND asset.condition_reason = 'aged'
       AND pg_temp.chance(asset.source_code, 'aged', %(seed)s) < 0.4
     UNION ALL
    SELECT inspection.asset_id, inspection.inspected_at, 2, 'inspected', inspection.condition
      FROM work_inspection inspection
      JOIN past_asset asset ON asset.id = inspection.asset_id
     WHERE inspection.condition IS NOT NULL
     UNION ALL
    -- What was repaired had come down before: seen when the work was asked for.
    SELECT asset.id, repairs.finished_at - interval '12 days', 3, 'resurveyed',
           least(5, repairs.resulting_condition + 1
                    + (pg_temp.chance(asset.source_code, 'broken', %(seed)s) < 0.5)::int)
      FROM repairs
      JOIN past_asset asset ON asset.id = repairs.asset_id
     WHERE asset.condition IS NOT NULL AND repairs.finished_at - interval '12 days' > asset.first_recorded_at
     UNION ALL
    SELECT asset.id, repairs.finished_at, 4, 'repaired', repairs.resulting_condition
      FROM repairs
      JOIN past_asset asset ON asset.id = repairs.asset_id
     WHERE asset.condition IS NOT NULL
     UNION ALL
    SELECT asset.id,
           greatest(asset.first_recorded_at + interval '30 days',
                    %(today)s::timestamptz - interval '1500 days'
                        * pg_temp.chance(asset.source_code, 'removed on', %(seed)s) - interval '1 day'),
           5, 'removed', asset.condition
      FROM past_asset asset
     WHERE asset.status = 'removed'
), ordered AS (
    SELECT happened.*,
           row_number() OVER (PARTITION BY id ORDER BY happened_at, step) AS number,
           row_number() OVER (PARTITION BY id ORDER BY happened_at DESC, step DESC) AS from_the_end,
           bool_or(reason = 'removed') OVER (PARTITION BY id ORDER BY happened_at, step) AS is_removed
      FROM happened
)
SELECT ordered.*,
       -- The last event of all is the row's own state, whatever was drawn.
       lead(happened_at) OVER (PARTITION BY id ORDER BY number) AS next_at
  FROM ordered;

DELETE FROM past_event WHERE step = 0 AND number <> 1;
ANALYZE past_event;

-- 4. Who wrote it: a context a quarter and reason.
INSERT INTO pghistory_context (id, created_at, updated_at, metadata)
SELECT DISTINCT ON (1) md5('past' || %(seed)s || reason || date_trunc('quarter', happened_at))::uuid,
       min(happened_at) OVER quarter, min(happened_at) OVER quarter,
       jsonb_build_object('through', CASE reason WHEN 'inspected' THEN 'inspection' WHEN 'repaired' THEN 'work_order'
                                     ELSE 'seed' END)
  FROM past_event
WINDOW quarter AS (PARTITION BY reason, date_trunc('quarter', happened_at))
    ON CONFLICT (id) DO NOTHING;

-- 5. The events themselves, in the order of time.
DELETE FROM registry_assetevent event USING past_asset WHERE event.pgh_obj_id = past_asset.id;

INSERT INTO registry_assetevent ({kept}, status, condition, condition_assessed_on, condition_method, condition_reason,
                                 pgh_obj_id, pgh_label, pgh_created_at, pgh_context_id)
SELECT {kept_of_asset},
       CASE WHEN event.from_the_end = 1 OR event.is_removed THEN asset.status
            WHEN asset.status = 'removed' THEN 'in_service' ELSE asset.status END,
       CASE WHEN event.from_the_end = 1 THEN asset.condition ELSE event.condition END,
       CASE WHEN event.from_the_end = 1 OR event.condition IS NULL THEN asset.condition_assessed_on
            ELSE work_city_date(event.happened_at) END,
       CASE WHEN event.from_the_end = 1 OR event.condition IS NULL THEN asset.condition_method
            WHEN event.reason = 'inspected' THEN 'visual' WHEN event.reason = 'repaired' THEN '' ELSE 'estimated' END,
       CASE WHEN event.from_the_end = 1 OR event.condition IS NULL THEN asset.condition_reason
            WHEN event.reason = 'removed' THEN asset.condition_reason ELSE event.reason END,
       asset.id,
       CASE event.number WHEN 1 THEN 'insert' ELSE 'update' END,
       event.happened_at,
       md5('past' || %(seed)s || event.reason || date_trunc('quarter', event.happened_at))::uuid
  FROM past_event event
  JOIN registry_asset asset ON asset.id = event.id
 ORDER BY event.happened_at, event.id, event.step;
