-- Daily energy of each customer against the mean of the transformer area's customers.
-- grain: customer_no
-- null below ten peers with a collected day
WITH used AS (
    SELECT
        accounts.customer_no,
        accounts.transformer_no AS area,
        avg(CASE WHEN meters.day > DATE {as_of} - 7 THEN meters.energy_wh END) / 1000 AS kwh_7d,
        avg(meters.energy_wh) / 1000 AS kwh_30d
    FROM {accounts} AS accounts
    LEFT JOIN (
        SELECT
            customer_no,
            day,
            energy_wh
        FROM {meter_daily}
        WHERE collected AND day > DATE {as_of} - 30 AND day <= DATE {as_of}
    ) AS meters ON accounts.customer_no = meters.customer_no
    GROUP BY accounts.customer_no, accounts.transformer_no
)

SELECT
    customer_no,
    DATE {as_of} AS day,
    CASE
        WHEN area IS NOT NULL AND count(kwh_7d) OVER (PARTITION BY area) >= 10
            THEN kwh_7d - avg(kwh_7d) OVER (PARTITION BY area)
    END AS area_diff_7d,
    CASE
        WHEN area IS NOT NULL AND count(kwh_30d) OVER (PARTITION BY area) >= 10
            THEN kwh_30d - avg(kwh_30d) OVER (PARTITION BY area)
    END AS area_diff_30d
FROM used
