-- Payments and amount by channel and month: how customers move from counters to phones.
-- Grain: month, channel. Parameters: none. Run: gridtag query payment_channels_by_month
SELECT
    date_format(paid_at, 'yyyy-MM') AS paid_month,
    pay_channel,
    is_online,
    count(*) AS payments,
    sum(amount_fen) AS amount_fen
FROM silver.payments
GROUP BY date_format(paid_at, 'yyyy-MM'), pay_channel, is_online
ORDER BY paid_month, payments DESC, pay_channel
