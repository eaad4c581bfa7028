-- Payments with the one before.
-- grain: payment_no
SELECT
    customer_no,
    cast(paid_at AS DATE) AS day,
    hour(paid_at) AS hour,
    datediff(cast(paid_at AS DATE), DATE '2000-01-03') % 7 >= 5 AS weekend,
    amount_fen,
    pay_mode,
    pay_channel,
    coalesce(is_online, false) AS online,
    payer_no,
    bill_month IS NULL OR pay_mode = '010102' AS prepaid,
    lag(cast(paid_at AS DATE)) OVER (PARTITION BY customer_no ORDER BY paid_at, payment_no) AS day_before,
    lag(pay_channel) OVER (PARTITION BY customer_no ORDER BY paid_at, payment_no) AS channel_before,
    lag(coalesce(is_online, false)) OVER (PARTITION BY customer_no ORDER BY paid_at, payment_no) AS online_before
FROM {payments}
WHERE paid_at < TIMESTAMP {cut_off}
