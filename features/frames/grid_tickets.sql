-- Repair and complaint tickets of the transformer area that each customer hangs on, for every 1,000 of its customers.
-- grain: customer_no
-- a ticket's area is the one told with it, else that of its customer; null where an area has fewer than 3 customers
WITH told AS (
    SELECT
        coalesce(tickets.transformer_no, accounts.transformer_no) AS transformer_no,
        tickets.business_level1,
        cast(tickets.accepted_at AS DATE) AS day
    FROM {tickets} AS tickets
    LEFT JOIN {accounts} AS accounts ON tickets.customer_no = accounts.customer_no
    WHERE
        NOT tickets.is_test
        AND tickets.business_level1 IN ('R', 'T')
        AND tickets.accepted_at < TIMESTAMP {cut_off}
        AND cast(tickets.accepted_at AS DATE) > DATE {as_of} - 365
),

of_area AS (
    SELECT
        transformer_no,
        count(CASE WHEN business_level1 = 'R' AND day > DATE {as_of} - 30 THEN 1 END) AS repair_30d,
        count(CASE WHEN business_level1 = 'R' AND day > DATE {as_of} - 90 THEN 1 END) AS repair_90d,
        count(CASE WHEN business_level1 = 'R' THEN 1 END) AS repair_365d,
        count(CASE WHEN business_level1 = 'T' AND day > DATE {as_of} - 30 THEN 1 END) AS complaint_30d,
        count(CASE WHEN business_level1 = 'T' AND day > DATE {as_of} - 90 THEN 1 END) AS complaint_90d,
        count(CASE WHEN business_level1 = 'T' THEN 1 END) AS complaint_365d
    FROM told
    GROUP BY transformer_no
),

dense AS (
    SELECT
        areas.transformer_no,
        coalesce(of_area.repair_30d, 0) * 1000 / areas.customers AS repair_30d,
        coalesce(of_area.repair_90d, 0) * 1000 / areas.customers AS repair_90d,
        coalesce(of_area.repair_365d, 0) * 1000 / areas.customers AS repair_365d,
        coalesce(of_area.complaint_30d, 0) * 1000 / areas.customers AS complaint_30d,
        coalesce(of_area.complaint_90d, 0) * 1000 / areas.customers AS complaint_90d,
        coalesce(of_area.complaint_365d, 0) * 1000 / areas.customers AS complaint_365d
    FROM {areas} AS areas
    LEFT JOIN of_area ON areas.transformer_no = of_area.transformer_no
    WHERE areas.customers >= 3
)

SELECT
    accounts.customer_no,
    DATE {as_of} AS day,
    dense.repair_30d,
    dense.repair_90d,
    dense.repair_365d,
    dense.complaint_30d,
    dense.complaint_90d,
    dense.complaint_365d
FROM {accounts} AS accounts
INNER JOIN dense ON accounts.transformer_no = dense.transformer_no
