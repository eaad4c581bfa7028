-- Reminders, disconnections and reconnections for arrears.
-- grain: dunning_no
-- month: of the bill, else of the day; clear_days: days until the reminded bill was settled, null while it is not;
-- off_seconds: from a disconnection to the reconnection, where that came next
WITH told AS (
    SELECT
        customer_no,
        bill_month,
        method,
        sent_at,
        cast(sent_at AS DATE) AS day,
        lead(method)
            OVER (PARTITION BY customer_no, method IN ('cut', 'reconnect') ORDER BY sent_at, dunning_no) AS method_after,
        lead(sent_at)
            OVER (PARTITION BY customer_no, method IN ('cut', 'reconnect') ORDER BY sent_at, dunning_no) AS after_at
    FROM {dunning}
    WHERE sent_at < TIMESTAMP {cut_off}
)

SELECT
    told.customer_no,
    told.day,
    coalesce(told.bill_month, cast(date_trunc('MONTH', told.day) AS DATE)) AS month,
    told.method,
    told.method IN ('sms', 'voice', 'paper', 'visit') AS is_reminder,
    datediff(bill_months.settled_on, told.day) AS clear_days,
    CASE
        WHEN told.method = 'cut' AND told.method_after = 'reconnect'
            THEN timestampdiff(SECOND, told.sent_at, told.after_at)
    END AS off_seconds
FROM told
LEFT JOIN {bill_months} AS bill_months
    ON told.customer_no = bill_months.customer_no AND told.bill_month = bill_months.month
