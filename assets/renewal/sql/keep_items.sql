-- The plan's items: the ranking as far as the budget reaches, as it stands now.
INSERT INTO renewal_planitem (
    plan_id, rank, asset_id, code, name, asset_class, district_id, condition, age_years, life_years, size_mm, drained_m,
    road_class, length_m, area_m2, likelihood, consequence, risk, cost_yuan
)
SELECT %(plan)s, rank, running.asset_id, asset.code, asset.name, running.asset_class, running.district_id,
       running.condition, age_years, life_years, size_mm, drained_m, road_class, running.length_m, running.area_m2,
       likelihood, consequence, risk, price_yuan
  FROM running
  JOIN registry_asset asset ON asset.id = running.asset_id
 WHERE spent_yuan <= %(budget)s
 ORDER BY rank
