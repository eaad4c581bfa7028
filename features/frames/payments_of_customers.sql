-- Payments with the one before.
-- grain: payment_no
-- partial: even then the bill was not paid in full; topped_up: by meter card, or in advance on an account under fee
-- control
WITH paid AS (
    SELECT
        *,
        cast(paid_at AS DATE) AS day,
        coalesce(is_online, false) AS online,
        sum(amount_fen) OVER (
            PARTITION BY customer_no, bill_month ORDER BY paid_at, payment_no ROWS UNBOUNDED PRECEDING
        ) AS paid_fen
    FROM {payments}
    WHERE paid_at < TIMESTAMP {cut_off}
)

SELECT
    paid.customer_no,
    paid.day,
    hour(paid.paid_at) AS hour,
    datediff(paid.day, DATE '2000-01-03') % 7 >= 5 AS weekend,
    paid.amount_fen,
    paid.pay_mode,
    paid.pay_channel,
    paid.online,
    paid.payer_no,
    paid.bill_month IS NULL OR paid.pay_mode = '010102' AS prepaid,
    coalesce(paid.paid_fen < bills.amount_fen, false) AS partial,
    paid.pay_mode = '010102' OR (paid.bill_month IS NULL AND coalesce(accounts.prepaid, false)) AS topped_up,
    lag(paid.day) OVER (PARTITION BY paid.customer_no ORDER BY paid.paid_at, paid.payment_no) AS day_before,
    lag(paid.pay_channel) OVER (PARTITION BY paid.customer_no ORDER BY paid.paid_at, paid.payment_no) AS channel_before,
    lag(paid.online) OVER (PARTITION BY paid.customer_no ORDER BY paid.paid_at, paid.payment_no) AS online_before
FROM paid
INNER JOIN {accounts} AS accounts ON paid.customer_no = accounts.customer_no
LEFT JOIN {bills} AS bills
    ON
        paid.customer_no = bills.customer_no
        AND paid.bill_month = bills.bill_month
        AND bills.billed_on <= DATE {as_of}
        AND coalesce(bills.status, '0') <> '9'
