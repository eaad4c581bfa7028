-- Days of the meter with the weather of the customer's county, of the last 850 days: what windows of earlier
-- seasons and the weeks before them reach to.
-- grain: customer_no, day
-- energy_wh: null where not collected; degrees: mean of the day's greatest and least temperature, in twentieths of a
-- degree; cold_wave: the least temperature is 4 degrees or less, and has fallen by 8 degrees in a day, 10 in two days
-- or 12 in three
WITH tenths AS (
    SELECT
        org_no,
        day,
        unix_date(day) AS place,
        cast(round(max_celsius * 10) AS BIGINT) AS max_tenths,
        cast(round(min_celsius * 10) AS BIGINT) AS min_tenths
    FROM {weather}
    WHERE day > DATE {as_of} - 853 AND day <= DATE {as_of}
),

waves AS (
    SELECT
        org_no,
        day,
        max_tenths,
        max_tenths + min_tenths AS degrees,
        min_tenths <= 40 AND (
            coalesce(max(min_tenths)
                OVER (PARTITION BY org_no ORDER BY place RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING), -999) - min_tenths >= 80
            OR coalesce(max(min_tenths)
                OVER (PARTITION BY org_no ORDER BY place RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING), -999) - min_tenths >= 100
            OR coalesce(max(min_tenths)
                OVER (PARTITION BY org_no ORDER BY place RANGE BETWEEN 3 PRECEDING AND 1 PRECEDING), -999) - min_tenths >= 120
        ) AS cold_wave
    FROM tenths
)

SELECT
    readings.customer_no,
    readings.day,
    CASE WHEN readings.collected THEN readings.energy_wh END AS energy_wh,
    readings.collected,
    waves.max_tenths,
    waves.degrees,
    coalesce(waves.cold_wave, false) AS cold_wave
FROM {meter_daily} AS readings
INNER JOIN {accounts} AS accounts ON readings.customer_no = accounts.customer_no
LEFT JOIN waves ON substring(accounts.org_no, 1, 7) = waves.org_no AND readings.day = waves.day
WHERE readings.day > DATE {as_of} - 850 AND readings.day <= DATE {as_of}
