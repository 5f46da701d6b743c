-- Five years of looking and working, made from each asset's own number so that the same city has the same past.
-- `chance` is a number from 0 to 1 that depends on the seed, the asset and what is drawn.

CREATE OR REPLACE FUNCTION pg_temp.chance(source_code text, drawn text, seed text) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$
    SELECT (('x' || left(md5(seed || drawn || source_code), 7))::bit(28)::integer) / 268435456.0
$$;

-- 1. Inspections: one to three rounds back in time. The newest found what the asset's record says; earlier ones found it
--    one grade better.
INSERT INTO work_inspection (uuid, asset_id, inspector_name, inspected_at, kind, method, findings, condition, through)
SELECT md5(%(seed)s || drawn.source_code || drawn.round)::uuid,
       drawn.id,
       (ARRAY['陈伟', '林晓东', '黄丽', '郑海', '吴佳', '蔡明'])[1 + floor(6 * pg_temp.chance(drawn.source_code, 'who' || round, %(seed)s))::int],
       (%(today)s::date - ((round - 1) * 560 + 20
           + floor(520 * pg_temp.chance(drawn.source_code, 'when' || round, %(seed)s))::int))::timestamptz
           + interval '9 hours' + interval '7 hours' * pg_temp.chance(drawn.source_code, 'hour' || round, %(seed)s),
       CASE WHEN drawn.by_camera THEN 'structural_survey' ELSE 'inspection' END,
       CASE WHEN drawn.by_camera THEN 'cctv' ELSE 'visual' END,
       (ARRAY['状况良好', '轻微磨损', '局部缺陷，建议跟踪', '缺陷明显，建议列入维修计划', '严重缺陷，建议尽快处理'])[drawn.found],
       drawn.found,
       'seed'
  FROM (
    SELECT asset.id, asset.source_code, round,
           asset.asset_class = 'pipe' AND pg_temp.chance(asset.source_code, 'kind', %(seed)s) < 0.5 AS by_camera,
           greatest(1, asset.condition - (round > min(round) OVER (PARTITION BY asset.id))::int) AS found
      FROM registry_asset asset
     CROSS JOIN generate_series(1, 3) AS round
     WHERE asset.source = %(source)s
       AND asset.condition IS NOT NULL
       AND asset.asset_class <> 'junction'
       AND pg_temp.chance(asset.source_code, 'round' || round, %(seed)s)
           < CASE WHEN asset.asset_class IN ('pipe', 'manhole', 'inlet') THEN 0.22 ELSE 0.8 END / round
  ) drawn;

-- 2. Defects that the camera saw in pipes of grade 3 and worse (CJJ 181 codes).
INSERT INTO work_defect (inspection_id, code, grade, start_m, end_m, clock_position, description)
SELECT inspection.id, found.code,
       least(3, greatest(1, inspection.condition - 1)), found.at, found.at, '', ''
  FROM work_inspection inspection
  JOIN registry_asset asset ON asset.id = inspection.asset_id
 CROSS JOIN LATERAL (
    SELECT (ARRAY['PL', 'CK', 'SL', 'CJ', 'FS', 'SG'])[1 + floor(6 * pg_temp.chance(asset.source_code, 'defect' || n, %(seed)s))::int] AS code,
           round((asset.length_m * pg_temp.chance(asset.source_code, 'at' || n, %(seed)s))::numeric, 1)::float AS at
      FROM generate_series(1, 2) AS n
 ) found
 WHERE inspection.through = 'seed' AND inspection.method = 'cctv' AND inspection.condition >= 3;

-- 3. Work: cleaning for the most part, repairs of what is bad; older work is verified, the newest still open.
INSERT INTO work_workorder (
    uuid, asset_id, kind, title, state, priority, crew, asked_at, planned_on, due_on, started_at, finished_at,
    verified_at, outcome, cost_yuan, resulting_condition, through
)
SELECT md5('work' || %(seed)s || drawn.source_code || drawn.round)::uuid, drawn.id, drawn.kind,
       drawn.title, drawn.state, CASE WHEN drawn.condition = 5 THEN 2 ELSE 3 END,
       (ARRAY['一班', '二班', '三班', '应急班'])[1 + floor(4 * drawn.which)::int],
       drawn.asked_on::timestamptz, drawn.asked_on + 7, drawn.asked_on + 30,
       CASE WHEN drawn.state IN ('in_progress', 'done', 'verified') THEN drawn.asked_on::timestamptz + interval '9 days' END,
       CASE WHEN drawn.state IN ('done', 'verified') THEN drawn.asked_on::timestamptz + interval '11 days' END,
       CASE WHEN drawn.state = 'verified' THEN drawn.asked_on::timestamptz + interval '14 days' END,
       CASE WHEN drawn.state IN ('done', 'verified') THEN '已完成' ELSE '' END,
       CASE WHEN drawn.state IN ('done', 'verified') THEN
            round((CASE drawn.kind WHEN 'repair' THEN 2500 + 9000 * drawn.which ELSE 180 + 900 * drawn.which END
                   + coalesce(nullif(drawn.length_m, 0), 10) * 6)::numeric, 2) END,
       CASE WHEN drawn.state IN ('done', 'verified') AND drawn.was_mended THEN drawn.condition END,
       'seed'
  FROM (
    SELECT asset.id, asset.source_code, asset.condition, asset.length_m, round,
           pg_temp.chance(asset.source_code, 'which' || round, %(seed)s) AS which,
           task.kind, task.title, task.was_mended, spent.asked_on,
           CASE
               WHEN spent.asked_on > %(today)s::date - 20
                   THEN (ARRAY['asked_for', 'planned', 'assigned', 'in_progress'])[1 + floor(4 * pg_temp.chance(asset.source_code, 'state' || round, %(seed)s))::int]
               WHEN spent.asked_on > %(today)s::date - 75 AND pg_temp.chance(asset.source_code, 'late', %(seed)s) < 0.3
                   THEN 'assigned'
               WHEN spent.asked_on > %(today)s::date - 90 THEN 'done'
               ELSE 'verified'
           END AS state
      FROM registry_asset asset
     CROSS JOIN generate_series(1, 3) AS round
     CROSS JOIN LATERAL (
        SELECT %(today)s::date - floor(1800 * power(pg_temp.chance(asset.source_code, 'asked' || round, %(seed)s), 1.3))::int AS asked_on
     ) spent
     CROSS JOIN LATERAL (
        -- A third of what is good today was mended once: that is why it is.
        SELECT CASE WHEN asset.asset_class = 'park' THEN 'care'
                    WHEN asset.condition >= 4 AND round = 1 THEN 'repair'
                    WHEN mended.is_so THEN 'repair'
                    WHEN asset.asset_class IN ('pumping_station', 'sluice_gate', 'treatment_plant') THEN 'service'
                    ELSE 'cleaning' END AS kind,
               CASE WHEN asset.asset_class = 'park' THEN '绿化养护'
                    WHEN asset.condition >= 4 AND round = 1 THEN '缺陷维修'
                    WHEN mended.is_so THEN '缺陷维修'
                    WHEN asset.asset_class IN ('pumping_station', 'sluice_gate', 'treatment_plant') THEN '设备保养'
                    ELSE '清淤疏通' END AS title,
               mended.is_so AS was_mended
          FROM (SELECT asset.asset_class <> 'park' AND asset.condition <= 3 AND round = 1
                       AND pg_temp.chance(asset.source_code, 'mended', %(seed)s) < 0.33 AS is_so) mended
     ) task
     WHERE asset.source = %(source)s
       AND asset.asset_class <> 'junction'
       AND pg_temp.chance(asset.source_code, 'work' || round, %(seed)s)
           < CASE WHEN asset.asset_class IN ('pipe', 'manhole', 'inlet') THEN 0.16 ELSE 0.7 END / round
  ) drawn;
