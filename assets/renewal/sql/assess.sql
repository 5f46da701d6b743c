-- The risk of every asset that can be renewed, from what is known of it (standards/renewal.py gives the tables: `limits`
-- are lower bounds of steps, `scores` and `prices` what they stand for). The temporary tables `drained` and `load` are
-- network/drained.py's.
WITH ends AS (
    SELECT start_node_id AS node_id, coalesce(diameter_mm, greatest(width_mm, height_mm)) AS size_mm FROM registry_pipe
    UNION ALL
    SELECT end_node_id, coalesce(diameter_mm, greatest(width_mm, height_mm)) FROM registry_pipe
), node_sizes AS (
    SELECT node_id, max(size_mm) AS size_mm FROM ends WHERE node_id IS NOT NULL GROUP BY node_id
), known AS (
    SELECT asset.id, asset.asset_class, asset.district_id, asset.condition, asset.length_m, asset.area_m2,
           -- greatest() passes nulls over: an unknown age would be none.
           CASE WHEN asset.installed_on IS NOT NULL
                THEN greatest(%(today)s::date - asset.installed_on, 0) / 365.25 END AS age_years,
           coalesce((%(pipe_lives)s::jsonb ->> pipe.material)::int, (%(lives)s::jsonb ->> asset.asset_class)::int) AS life_years,
           CASE WHEN pipe.asset_ptr_id IS NULL THEN node_sizes.size_mm
                ELSE coalesce(pipe.diameter_mm, greatest(pipe.width_mm, pipe.height_mm)) END AS size_mm,
           CASE WHEN pipe.asset_ptr_id IS NULL THEN load.length_m ELSE drained.length_m END AS drained_m,
           coalesce(pipe.barrels, 1) AS barrels,
           CASE WHEN asset.extra = '{}' THEN NULL
                ELSE %(road_words)s::jsonb ->> upper(trim((
                    SELECT asset.extra ->> told.name FROM unnest(%(road_columns)s) AS told (name)
                     WHERE asset.extra ? told.name LIMIT 1))) END AS road_class
      FROM registry_asset asset
      LEFT JOIN registry_pipe pipe ON pipe.asset_ptr_id = asset.id AND asset.asset_class = 'pipe'
      LEFT JOIN node_sizes ON node_sizes.node_id = asset.id
      LEFT JOIN drained ON drained.pipe_id = asset.id
      LEFT JOIN load ON load.node_id = asset.id
     WHERE asset.asset_class = ANY (%(classes)s)
       AND asset.status IN ('in_service', 'out_of_service')
), aged AS (
    SELECT known.*, age_years / life_years AS age_share,
           width_bucket(age_years / life_years, %(age_shares)s::float8[]) AS on_curve
      FROM known
), scored AS (
    SELECT aged.*,
           CASE WHEN on_curve >= cardinality(%(age_shares)s::float8[]) THEN (%(age_scores)s::float8[])[on_curve]
                ELSE (%(age_scores)s::float8[])[on_curve]
                     + ((%(age_scores)s::float8[])[on_curve + 1] - (%(age_scores)s::float8[])[on_curve])
                       * (age_share - (%(age_shares)s::float8[])[on_curve])
                       / ((%(age_shares)s::float8[])[on_curve + 1] - (%(age_shares)s::float8[])[on_curve])
           END AS age_score,
           (%(size_scores)s::float8[])[width_bucket(size_mm, %(size_limits)s::float8[])] AS size_score,
           (%(drained_scores)s::float8[])[width_bucket(drained_m, %(drained_limits)s::float8[])] AS drained_score,
           (%(road_scores)s::jsonb ->> road_class)::float8 AS road_score,
           (%(kind_scores)s::jsonb ->> asset_class)::float8 AS kind_score
      FROM aged
), weighed AS (
    SELECT scored.*,
           CASE WHEN condition IS NULL THEN coalesce(age_score, %(unknown_likelihood)s)
                ELSE condition + %(age_part)s * greatest(0, coalesce(age_score, 0) - condition) END AS likelihood,
           coalesce(
               (coalesce(%(size_weight)s * size_score, 0) + coalesce(%(drained_weight)s * drained_score, 0)
                + coalesce(%(road_weight)s * road_score, 0) + coalesce(%(kind_weight)s * kind_score, 0))
               / nullif(CASE WHEN size_score IS NULL THEN 0 ELSE %(size_weight)s END
                        + CASE WHEN drained_score IS NULL THEN 0 ELSE %(drained_weight)s END
                        + CASE WHEN road_score IS NULL THEN 0 ELSE %(road_weight)s END
                        + CASE WHEN kind_score IS NULL THEN 0 ELSE %(kind_weight)s END, 0),
               1) AS consequence,
           CASE WHEN asset_class = 'pipe'
                THEN length_m * barrels
                     * (%(pipe_prices)s::float8[])[greatest(width_bucket(coalesce(size_mm, 0), %(pipe_limits)s::float8[]), 1)]
                ELSE coalesce((%(yuan_each)s::jsonb ->> asset_class)::float8, 0)
                     + area_m2 * coalesce((%(yuan_per_m2)s::jsonb ->> asset_class)::float8, 0) END AS cost_yuan
      FROM scored
)
INSERT INTO renewal_risk (
    asset_id, asset_class, district_id, condition, age_years, life_years, size_mm, drained_m, road_class, length_m, area_m2,
    likelihood, consequence, risk, cost_yuan
)
SELECT id, asset_class, district_id, condition, age_years, life_years, size_mm, drained_m, coalesce(road_class, ''),
       length_m, area_m2, round(likelihood::numeric, 3), round(consequence::numeric, 3),
       round((likelihood * consequence)::numeric, 3), ceil(cost_yuan)
  FROM weighed
 ORDER BY likelihood * consequence DESC, id  -- the order in which it is read
