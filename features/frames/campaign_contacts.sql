-- Customers reached by a campaign and what they answered.
-- grain: outcome_no
SELECT
    customer_no,
    cast(contacted_at AS DATE) AS day,
    coalesce(disposition = 'accepted', false) AS accepted
FROM {campaign_outcomes}
WHERE arm = 'treatment' AND contacted_at < TIMESTAMP {cut_off}
