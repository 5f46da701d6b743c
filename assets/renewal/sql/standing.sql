-- The histogram before renewal, by district, class and condition.
INSERT INTO renewal_standing (district_id, asset_class, condition, assets, cost_yuan, risk)
SELECT district_id, asset_class, condition, count(*), sum(cost_yuan), sum(risk)
  FROM renewal_risk
 GROUP BY district_id, asset_class, condition
