-- The first %(most)s assets of the ranking that a filter selects and a budget could pay for one by one, with the sum so far.
-- A selection that limits nothing has NULL for its array. Prices are the table's by %(cost_percent)s per cent.
ranked AS (
    SELECT risk.*, ceil(risk.cost_yuan * %(cost_percent)s / 100.0) AS price_yuan
      FROM renewal_risk risk
     WHERE (%(classes)s::text[] IS NULL OR risk.asset_class = ANY (%(classes)s))
       AND (%(districts)s::bigint[] IS NULL OR risk.district_id = ANY (%(districts)s))
       AND (%(conditions)s::int[] IS NULL OR coalesce(risk.condition, 0) = ANY (%(conditions)s))
       AND ceil(risk.cost_yuan * %(cost_percent)s / 100.0) BETWEEN 1 AND %(budget)s
       -- What was deleted or taken out of use since the assessment is not there to be renewed.
       AND EXISTS (SELECT FROM registry_asset asset
                    WHERE asset.id = risk.asset_id AND asset.status IN ('in_service', 'out_of_service'))
     ORDER BY risk.risk DESC, risk.asset_id
     LIMIT %(most)s
), running AS (
    SELECT ranked.*,
           row_number() OVER ranking AS rank,
           sum(price_yuan) OVER ranking AS spent_yuan
      FROM ranked
    WINDOW ranking AS (ORDER BY risk DESC, asset_id ROWS UNBOUNDED PRECEDING)
)
