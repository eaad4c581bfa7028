-- Calls of known customers in five minutes of the day in which the hotline was called far more than usual.
-- grain: contact
-- far more: at least 50 calls, and three times the mean of the same five minutes of the same weekday in the eight weeks
-- before; calls of people unknown count too
WITH contacts AS (
    SELECT
        max(customer_no) AS customer_no,
        min(started_at) AS started_at
    FROM {calls}
    WHERE channel = 'phone' AND direction = 'in' AND cast(started_at AS DATE) <= DATE {as_of}
    GROUP BY coalesce(master_contact_id, contact_id)
),

placed AS (
    SELECT
        customer_no,
        cast(started_at AS DATE) AS day,
        datediff(cast(started_at AS DATE), DATE '2000-01-03') AS day_number,
        hour(started_at) * 12 + cast(floor(minute(started_at) / 5) AS INT) AS slot
    FROM contacts
),

slots AS (
    SELECT
        day_number,
        slot,
        count(*) AS calls
    FROM placed
    GROUP BY day_number, slot
),

usual AS (
    SELECT
        day_number,
        slot,
        calls,
        coalesce(
            sum(calls) OVER (
                PARTITION BY slot, day_number % 7
                ORDER BY day_number
                RANGE BETWEEN 56 PRECEDING AND 7 PRECEDING
            ),
            0
        ) AS calls_of_8_weeks
    FROM slots
)

SELECT
    placed.customer_no,
    placed.day
FROM placed
INNER JOIN usual ON placed.day_number = usual.day_number AND placed.slot = usual.slot
WHERE placed.customer_no IS NOT NULL AND usual.calls >= 50 AND usual.calls * 8 >= usual.calls_of_8_weeks * 3
