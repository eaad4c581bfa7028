-- Share of payments made online in 365 days against the mean of the area's customers.
-- grain: customer_no
-- null below three payments and below ten peers with so many
WITH counted AS (
    SELECT
        accounts.customer_no,
        accounts.transformer_no AS area,
        substring(accounts.org_no, 1, 7) AS county,
        substring(accounts.org_no, 1, 5) AS city,
        CASE WHEN count(rows.day) >= 3 THEN avg(CASE WHEN rows.online THEN 1 WHEN rows.day IS NOT NULL THEN 0 END) END AS measure
    FROM {accounts} AS accounts
    LEFT JOIN (
        SELECT *
        FROM {payments_of_customers}
        WHERE day > DATE {as_of} - 365 AND day <= DATE {as_of}
    ) AS rows ON accounts.customer_no = rows.customer_no
    GROUP BY accounts.customer_no, accounts.transformer_no, accounts.org_no
)

SELECT
    customer_no,
    DATE {as_of} AS day,
    CASE
        WHEN area IS NOT NULL AND count(measure) OVER (PARTITION BY area) >= 10
            THEN measure - avg(measure) OVER (PARTITION BY area)
    END AS online_diff_365d
FROM counted
