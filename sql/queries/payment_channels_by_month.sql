-- Payments and amount by channel and month: how customers move from counters to phones.
-- Grain: month, channel. Parameters: none. Run: gridtag query payment_channels_by_month
SELECT
    substr(cast(paid_at AS STRING), 1, 7) AS paid_month,
    pay_channel,
    is_online,
    count(*) AS payments,
    sum(amount_fen) AS amount_fen
FROM silver.payments
GROUP BY substr(cast(paid_at AS STRING), 1, 7), pay_channel, is_online
ORDER BY paid_month, payments DESC, pay_channel NULLS LAST
