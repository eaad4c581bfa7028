-- Which transformer area each customer hung on, and when. The first known area holds since the connection.
-- grain: customer_no, from_at
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
)

SELECT
    customer_no,
    nullif(area, '') AS transformer_no,
    CASE
        WHEN stay > 1 THEN valid_from
        ELSE coalesce(cast(connected_on AS TIMESTAMP), TIMESTAMP '1900-01-01 00:00:00')
    END AS from_at,
    to_at
FROM areas
