-- Outages of transformer areas: cancelled, still planned and arrears left out; one may yet have to begin.
-- grain: outage_id, transformer_no
-- seconds: until the area had power again, else until the cut-off; lead_seconds: the first notice before the begin;
-- after_plan_days: days since planned work in the same area
WITH told AS (
    SELECT
        outages.*,
        outage_scope.transformer_no AS area,
        coalesce(outage_scope.restored_at, outages.restored_at) AS area_restored_at
    FROM {outages} AS outages
    INNER JOIN {outage_scope} AS outage_scope ON outages.outage_id = outage_scope.outage_id
    WHERE
        coalesce(outages.status, 'open') NOT IN ('cancelled', 'planned')
        AND outages.kind <> 'arrears'
        AND outages.level <> 'own'
),

notices AS (
    SELECT
        told.outage_id,
        told.area,
        min(notices.issued_at) AS first_issued_at,
        count(*) AS notices,
        count(CASE WHEN notices.delivered THEN 1 END) AS delivered,
        count(CASE WHEN notices.channel = 'sms' THEN 1 END) AS sms_notices,
        count(CASE WHEN notices.channel = 'app' THEN 1 END) AS app_notices,
        count(CASE WHEN notices.channel = 'wechat' THEN 1 END) AS wechat_notices,
        count(CASE WHEN notices.channel = 'poster' THEN 1 END) AS poster_notices
    FROM told
    INNER JOIN {outage_notices} AS notices
        ON told.outage_id = notices.outage_id AND (notices.transformer_no IS NULL OR notices.transformer_no = told.area)
    WHERE notices.issued_at < TIMESTAMP {cut_off}
    GROUP BY told.outage_id, told.area
),

dated AS (
    SELECT
        told.*,
        CASE WHEN told.area_restored_at < TIMESTAMP {cut_off} THEN told.area_restored_at END AS ended_at,
        coalesce(notices.notices, 0) AS notices,
        coalesce(notices.delivered, 0) AS delivered,
        notices.sms_notices,
        notices.app_notices,
        notices.wechat_notices,
        notices.poster_notices,
        notices.first_issued_at
    FROM told
    LEFT JOIN notices ON told.outage_id = notices.outage_id AND told.area = notices.area
)

SELECT
    area AS transformer_no,
    outage_id,
    feeder_no,
    started_at,
    ended_at,
    cast(started_at AS DATE) AS day,
    hour(started_at) AS hour,
    kind,
    level,
    reason,
    ended_at IS NULL AS open,
    timestampdiff(SECOND, started_at, coalesce(ended_at, TIMESTAMP {cut_off})) AS seconds,
    notices,
    delivered,
    sms_notices,
    app_notices,
    wechat_notices,
    poster_notices,
    timestampdiff(SECOND, first_issued_at, coalesce(planned_start_at, started_at)) AS lead_seconds,
    kind IN ('plan', 'temp') AND started_at < planned_start_at AS early,
    CASE
        WHEN kind IN ('plan', 'temp') AND coalesce(ended_at, TIMESTAMP {cut_off}) > planned_end_at
            THEN timestampdiff(SECOND, planned_end_at, coalesce(ended_at, TIMESTAMP {cut_off}))
    END AS delay_seconds,
    datediff(
        cast(started_at AS DATE),
        max(CASE WHEN kind = 'plan' THEN cast(started_at AS DATE) END)
            OVER (PARTITION BY area ORDER BY started_at, outage_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ) AS after_plan_days
FROM dated
