-- Events: contacts of one customer on one theme, none more than 7 days after the one before. Abandoned calls do not count.
-- grain: customer_no, theme, event
-- day: of the last contact; seconds: from the first contact to the last
WITH numbered AS (
    SELECT
        customer_no,
        theme,
        started_at,
        day,
        sum(CASE WHEN same_theme_seconds <= 604800 THEN 0 ELSE 1 END)
            OVER (PARTITION BY customer_no, theme ORDER BY started_at) AS event
    FROM {calls_of_customers}
    WHERE inbound AND NOT abandoned AND theme IS NOT NULL
)

SELECT
    customer_no,
    theme,
    event,
    max(day) AS day,
    count(*) AS contacts,
    timestampdiff(SECOND, min(started_at), max(started_at)) AS seconds
FROM numbered
GROUP BY customer_no, theme, event
