-- Outages of each customer: of the area it hung on when they began, and of its own.
-- grain: customer_no, outage_id
-- of_area_now: of the area that the customer hangs on to this day; day_before: of the outage before, those on the
-- customer's side apart from the others
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
),

found AS (
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
        CASE WHEN areas.open THEN DATE {as_of} + 1 END AS changes_on,
        areas.seconds,
        areas.notices,
        areas.delivered,
        areas.sms_notices,
        areas.app_notices,
        areas.wechat_notices,
        areas.poster_notices,
        areas.lead_seconds,
        areas.early,
        areas.delay_seconds,
        areas.after_plan_days,
        coalesce(stays.transformer_no = accounts.transformer_no, false) AS of_area_now
    FROM {stays} AS stays
    INNER JOIN {area_outages} AS areas
        ON
            stays.transformer_no = areas.transformer_no
            AND areas.started_at >= stays.from_at
            AND (stays.to_at IS NULL OR areas.started_at < stays.to_at)
    LEFT JOIN {accounts} AS accounts ON stays.customer_no = accounts.customer_no
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
        CASE WHEN ended_at IS NULL THEN DATE {as_of} + 1 END AS changes_on,
        timestampdiff(SECOND, started_at, coalesce(ended_at, TIMESTAMP {cut_off})) AS seconds,
        0 AS notices,
        0 AS delivered,
        cast(NULL AS BIGINT) AS sms_notices,
        cast(NULL AS BIGINT) AS app_notices,
        cast(NULL AS BIGINT) AS wechat_notices,
        cast(NULL AS BIGINT) AS poster_notices,
        cast(NULL AS BIGINT) AS lead_seconds,
        kind IN ('plan', 'temp') AND started_at < planned_start_at AS early,
        CASE
            WHEN kind IN ('plan', 'temp') AND coalesce(ended_at, TIMESTAMP {cut_off}) > planned_end_at
                THEN timestampdiff(SECOND, planned_end_at, coalesce(ended_at, TIMESTAMP {cut_off}))
        END AS delay_seconds,
        cast(NULL AS INT) AS after_plan_days,
        false AS of_area_now
    FROM single
)

SELECT
    found.*,
    lag(day) OVER (PARTITION BY customer_no, kind = 'user' ORDER BY started_at, outage_id) AS day_before
FROM found
