-- Which transformer area each customer hung on, and when. The first known area holds since the connection.
-- grain: customer_no, from_at
-- moved: the customer has not always hung on one area, so its outages are counted one by one
WITH versions AS (
    SELECT
        customer_no,
        coalesce(transformer_no, '') AS area,
        connected_on,
        valid_from,
        lag(coalesce(transformer_no, '')) OVER (PARTITION BY customer_no ORDER BY valid_from) AS area_before
    FROM {customers}
    WHERE valid_from < TIMESTAMP {cut_off}
),

areas AS (
    SELECT
        customer_no,
        area,
        connected_on,
        valid_from,
        row_number() OVER (PARTITION BY customer_no ORDER BY valid_from) AS stay,
        lead(valid_from) OVER (PARTITION BY customer_no ORDER BY valid_from) AS to_at
    FROM versions
    WHERE area_before IS NULL OR area_before <> area
),

first_outage AS (
    SELECT min(started_at) AS at FROM {outages}
)

SELECT
    areas.customer_no,
    nullif(areas.area, '') AS transformer_no,
    CASE
        WHEN areas.stay > 1 THEN areas.valid_from
        ELSE coalesce(cast(areas.connected_on AS TIMESTAMP), TIMESTAMP '1900-01-01 00:00:00')
    END AS from_at,
    areas.to_at,
    max(areas.stay) OVER (PARTITION BY areas.customer_no) > 1
    OR coalesce(
        max(areas.connected_on) OVER (PARTITION BY areas.customer_no) > cast(first_outage.at AS DATE), false
    ) AS moved
FROM areas
CROSS JOIN first_outage
