-- How many outages each customer had in 365 days among those of the county and the city.
-- grain: customer_no
-- rank: share of the others that have fewer; null below ten peers
WITH counted AS (
    SELECT
        accounts.customer_no,
        accounts.transformer_no AS area,
        substring(accounts.org_no, 1, 7) AS county,
        substring(accounts.org_no, 1, 5) AS city,
        CASE WHEN accounts.transformer_no IS NOT NULL THEN count(rows.day) END AS measure
    FROM {accounts} AS accounts
    LEFT JOIN (
        SELECT *
        FROM {customer_outages}
        WHERE day > DATE {as_of} - 365 AND day <= DATE {as_of}
    ) AS rows ON accounts.customer_no = rows.customer_no
    GROUP BY accounts.customer_no, accounts.transformer_no, accounts.org_no
)

SELECT
    customer_no,
    DATE {as_of} AS day,
    CASE
        WHEN measure IS NOT NULL AND county IS NOT NULL AND count(measure) OVER (PARTITION BY county) >= 10
            THEN
                cast(rank() OVER (PARTITION BY county ORDER BY measure ASC NULLS LAST) - 1 AS DOUBLE)
                / (count(measure) OVER (PARTITION BY county) - 1)
    END AS county_rank_365d,
    CASE
        WHEN measure IS NOT NULL AND city IS NOT NULL AND count(measure) OVER (PARTITION BY city) >= 10
            THEN
                cast(rank() OVER (PARTITION BY city ORDER BY measure ASC NULLS LAST) - 1 AS DOUBLE)
                / (count(measure) OVER (PARTITION BY city) - 1)
    END AS city_rank_365d
FROM counted
