-- How often each customer called in 365 days among those of the area and the county.
-- grain: customer_no
-- rank: share of the others that have fewer; null below ten peers
WITH counted AS (
    SELECT
        accounts.customer_no,
        accounts.transformer_no AS area,
        substring(accounts.org_no, 1, 7) AS county,
        substring(accounts.org_no, 1, 5) AS city,
        count(rows.day) AS measure
    FROM {accounts} AS accounts
    LEFT JOIN (
        SELECT *
        FROM {calls_of_customers}
        WHERE day > DATE {as_of} - 365 AND day <= DATE {as_of} AND phone_in
    ) AS rows ON accounts.customer_no = rows.customer_no
    GROUP BY accounts.customer_no, accounts.transformer_no, accounts.org_no
)

SELECT
    customer_no,
    DATE {as_of} AS day,
    CASE
        WHEN measure IS NOT NULL AND area IS NOT NULL AND count(measure) OVER (PARTITION BY area) >= 10
            THEN
                cast(rank() OVER (PARTITION BY area ORDER BY measure ASC NULLS LAST) - 1 AS DOUBLE)
                / (count(measure) OVER (PARTITION BY area) - 1)
    END AS area_rank_365d,
    CASE
        WHEN measure IS NOT NULL AND county IS NOT NULL AND count(measure) OVER (PARTITION BY county) >= 10
            THEN
                cast(rank() OVER (PARTITION BY county ORDER BY measure ASC NULLS LAST) - 1 AS DOUBLE)
                / (count(measure) OVER (PARTITION BY county) - 1)
    END AS county_rank_365d
FROM counted
