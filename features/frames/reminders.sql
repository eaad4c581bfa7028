-- Reminders, disconnections and reconnections for arrears.
-- grain: dunning_no
-- clear_days: days until the reminded bill was settled, null while it is not
SELECT
    dunning.customer_no,
    cast(dunning.sent_at AS DATE) AS day,
    dunning.method,
    dunning.method IN ('sms', 'voice', 'paper', 'visit') AS is_reminder,
    datediff(bill_months.settled_on, cast(dunning.sent_at AS DATE)) AS clear_days
FROM {dunning} AS dunning
LEFT JOIN {bill_months} AS bill_months
    ON dunning.customer_no = bill_months.customer_no AND dunning.bill_month = bill_months.month
WHERE dunning.sent_at < TIMESTAMP {cut_off}
