-- How each feature is spread over customers on the last day that was run, those that moved most first.
-- Grain: feature. Parameters: none. Run: gridtag query feature_distributions
SELECT
    feature,
    customers,
    round(null_rate, 4) AS null_rate,
    p05,
    p25,
    p50,
    p75,
    p95,
    round(psi, 4) AS psi,
    stale_days
FROM gold.feature_profile
WHERE feature_profile.as_of = (SELECT max(as_of) FROM gold.feature_profile)
ORDER BY coalesce(psi, 0) DESC, feature
