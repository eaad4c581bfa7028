-- Outages of each customer: of the area it hung on when they began, and of its own.
-- grain: customer_no, outage_id
WITH single AS (
    SELECT
        customer_no,
        outage_id,
        kind,
        reason,
        started_at,
        planned_start_at,
        planned_end_at,
        CASE WHEN restored_at < TIMESTAMP {cut_off} THEN restored_at END AS ended_at
    FROM {outages}
    WHERE
        customer_no IS NOT NULL
        AND level = 'own'
        AND kind <> 'arrears'
        AND coalesce(status, 'open') NOT IN ('cancelled', 'planned')
        AND started_at < TIMESTAMP {cut_off}
)

SELECT
    stays.customer_no,
    areas.outage_id,
    areas.started_at,
    areas.ended_at,
    areas.day,
    areas.hour,
    areas.kind,
    areas.level,
    areas.reason,
    areas.open,
    areas.seconds,
    areas.notices,
    areas.delivered,
    areas.lead_seconds,
    areas.early,
    areas.delay_seconds,
    areas.after_plan_days
FROM {stays} AS stays
INNER JOIN {area_outages} AS areas
    ON
        stays.transformer_no = areas.transformer_no
        AND areas.started_at >= stays.from_at
        AND (stays.to_at IS NULL OR areas.started_at < stays.to_at)
UNION ALL
SELECT
    customer_no,
    outage_id,
    started_at,
    ended_at,
    cast(started_at AS DATE) AS day,
    hour(started_at) AS hour,
    kind,
    'own' AS level,
    reason,
    ended_at IS NULL AS open,
    timestampdiff(SECOND, started_at, coalesce(ended_at, TIMESTAMP {cut_off})) AS seconds,
    0 AS notices,
    0 AS delivered,
    cast(NULL AS BIGINT) AS lead_seconds,
    kind IN ('plan', 'temp') AND started_at < planned_start_at AS early,
    CASE
        WHEN kind IN ('plan', 'temp') AND coalesce(ended_at, TIMESTAMP {cut_off}) > planned_end_at
            THEN timestampdiff(SECOND, planned_end_at, coalesce(ended_at, TIMESTAMP {cut_off}))
    END AS delay_seconds,
    cast(NULL AS INT) AS after_plan_days
FROM single
