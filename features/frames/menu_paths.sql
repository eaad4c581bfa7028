-- The way through the voice menu that each customer took most often in the last 365 days.
-- grain: customer_no
-- among equals the one taken last, then the first in order of text; changes_on: when the oldest call leaves the window
WITH paths AS (
    SELECT
        customer_no,
        menu_path,
        count(*) AS calls,
        max(day) AS last_day,
        min(day) AS first_day
    FROM {calls_of_customers}
    WHERE phone_in AND menu_path <> '' AND day > DATE {as_of} - 365
    GROUP BY customer_no, menu_path
),

ranked AS (
    SELECT
        customer_no,
        menu_path,
        min(first_day) OVER (PARTITION BY customer_no) AS oldest_day,
        row_number() OVER (PARTITION BY customer_no ORDER BY calls DESC, last_day DESC, menu_path ASC) AS place
    FROM paths
)

SELECT
    customer_no,
    DATE {as_of} AS day,
    menu_path AS menu_path_365d,
    oldest_day + 365 AS changes_on
FROM ranked
WHERE place = 1
