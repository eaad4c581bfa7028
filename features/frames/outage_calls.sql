-- Outages during which the customer called about them.
-- grain: customer_no, outage_id
-- call_seconds: from the begin of the outage to the first call; notified: a notice had been delivered before the begin
WITH asked AS (
    SELECT
        customer_no,
        started_at AS called_at
    FROM {calls_of_customers}
    WHERE inbound AND (business_level1 = 'R' OR theme IN ('outageq', 'rush', 'freqout'))
),

hit AS (
    SELECT
        asked.customer_no,
        asked.called_at,
        areas.outage_id,
        areas.kind,
        areas.day,
        areas.started_at,
        areas.delivered > 0 AND areas.lead_seconds > 0 AS notified
    FROM asked
    INNER JOIN {stays} AS stays ON asked.customer_no = stays.customer_no
    INNER JOIN {area_outages} AS areas ON stays.transformer_no = areas.transformer_no
    WHERE
        areas.started_at >= stays.from_at
        AND (stays.to_at IS NULL OR areas.started_at < stays.to_at)
        AND asked.called_at >= areas.started_at
        AND (areas.ended_at IS NULL OR asked.called_at <= areas.ended_at)
    UNION ALL
    SELECT
        asked.customer_no,
        asked.called_at,
        single.outage_id,
        single.kind,
        single.day,
        single.started_at,
        false AS notified
    FROM asked
    INNER JOIN {customer_outages} AS single ON asked.customer_no = single.customer_no
    WHERE
        single.level = 'own'
        AND asked.called_at >= single.started_at
        AND (single.ended_at IS NULL OR asked.called_at <= single.ended_at)
)

SELECT
    customer_no,
    outage_id,
    kind,
    day,
    coalesce(notified, false) AS notified,
    min(timestampdiff(SECOND, started_at, called_at)) AS call_seconds
FROM hit
GROUP BY customer_no, outage_id, kind, day, coalesce(notified, false)
