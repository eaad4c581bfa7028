-- Tickets of which a step came later than the limit valid at acceptance, or has not come though it is past it.
-- grain: ticket_no
-- steps: dispatch, arrival, restoration and reply; without a step of its own a closed ticket is restored (repairs aside)
-- and replied to when closed. Working days are Monday to Friday, as no source tells the legal holidays; such a limit
-- ends with its last day
WITH replies AS (
    SELECT
        ticket_no,
        min(step_at) AS replied
    FROM {ticket_steps}
    WHERE step = 'reply' AND step_at < TIMESTAMP {cut_off}
    GROUP BY ticket_no
),

told AS (
    SELECT
        tickets.ticket_no,
        tickets.business_level1,
        tickets.business_level2,
        tickets.urban_rural,
        tickets.accepted_at,
        CASE WHEN tickets.dispatched_at < TIMESTAMP {cut_off} THEN tickets.dispatched_at END AS dispatched,
        CASE WHEN tickets.on_site_at < TIMESTAMP {cut_off} THEN tickets.on_site_at END AS on_site,
        CASE WHEN tickets.restored_at < TIMESTAMP {cut_off} THEN tickets.restored_at END AS restored,
        CASE WHEN tickets.closed_at < TIMESTAMP {cut_off} THEN tickets.closed_at END AS closed,
        replies.replied
    FROM {tickets} AS tickets
    LEFT JOIN replies ON tickets.ticket_no = replies.ticket_no
    WHERE tickets.business_level1 IS NOT NULL AND NOT tickets.is_test AND tickets.accepted_at < TIMESTAMP {cut_off}
),

stages AS (
    SELECT told.*, 'dispatch' AS stage, dispatched AS done FROM told
    UNION ALL
    SELECT told.*, 'arrive' AS stage, on_site AS done FROM told
    UNION ALL
    SELECT
        told.*,
        'restore' AS stage,
        coalesce(restored, CASE WHEN business_level1 <> 'R' THEN closed END) AS done
    FROM told
    UNION ALL
    SELECT told.*, 'reply' AS stage, coalesce(replied, closed) AS done FROM told
),

judged AS (
    SELECT
        stages.ticket_no,
        stages.accepted_at,
        coalesce(stages.done, CASE WHEN stages.closed IS NULL THEN TIMESTAMP {cut_off} END) AS until_at,
        limits.unit,
        limits.limit_value,
        datediff(cast(stages.accepted_at AS DATE), DATE '2000-01-03') % 7 AS weekday
    FROM stages
    INNER JOIN {time_limits} AS limits
        ON
            stages.stage = limits.stage
            AND (
                limits.business = stages.business_level1
                OR limits.business = stages.business_level2
                OR (limits.business IS NULL AND stages.business_level1 <> 'R')
            )
            AND (limits.urban_rural IS NULL OR limits.urban_rural = stages.urban_rural)
            AND cast(stages.accepted_at AS DATE) >= limits.valid_from
            AND (limits.valid_to IS NULL OR cast(stages.accepted_at AS DATE) < limits.valid_to)
)

SELECT DISTINCT ticket_no
FROM judged
WHERE
    CASE unit
        WHEN 'minute' THEN timestampdiff(SECOND, accepted_at, until_at) > limit_value * 60
        WHEN 'hour' THEN timestampdiff(SECOND, accepted_at, until_at) > limit_value * 3600
        WHEN 'working_day'
            THEN
                datediff(cast(until_at AS DATE), cast(accepted_at AS DATE))
                > limit_value + 2 * floor((least(weekday, 4) + limit_value) / 5) - weekday + least(weekday, 4)
    END
