-- Tickets of known customers without test tickets; a child ticket counts for the customer who called.
-- grain: ticket_no
-- times after the cut-off have not happened yet; arrive_late: later on site than the limit valid at acceptance;
-- new_theme: the customer had no ticket on the theme in the year before
WITH limits AS (
    SELECT
        urban_rural,
        limit_value * 60 AS limit_seconds,
        valid_from,
        valid_to
    FROM {time_limits}
    WHERE business = 'R' AND stage = 'arrive' AND unit = 'minute'
),

urged AS (
    SELECT DISTINCT ticket_no
    FROM {ticket_urges}
    WHERE kind = 'urge' AND urged_at < TIMESTAMP {cut_off}
),

told AS (
    SELECT
        *,
        cast(accepted_at AS DATE) AS day,
        business_level1 = 'R' AS is_repair,
        CASE WHEN dispatched_at < TIMESTAMP {cut_off} THEN dispatched_at END AS dispatched,
        CASE WHEN on_site_at < TIMESTAMP {cut_off} THEN on_site_at END AS on_site,
        CASE WHEN restored_at < TIMESTAMP {cut_off} THEN restored_at END AS restored,
        CASE WHEN closed_at < TIMESTAMP {cut_off} THEN closed_at END AS closed
    FROM {tickets}
    WHERE customer_no IS NOT NULL AND NOT is_test AND accepted_at < TIMESTAMP {cut_off}
)

SELECT
    told.customer_no,
    told.ticket_no,
    told.day,
    hour(told.accepted_at) AS hour,
    told.business_level1,
    told.business_level2,
    told.business_level3,
    told.theme,
    coalesce(told.is_repair, false) AS is_repair,
    told.is_child,
    told.asset_owner,
    coalesce(
        told.fault_class,
        CASE told.business_level2
            WHEN 'R1' THEN 'hv' WHEN 'R2' THEN 'lv' WHEN 'R3' THEN 'pq' WHEN 'R4' THEN 'inner'
            WHEN 'R5' THEN 'nonelec' WHEN 'R6' THEN 'meter' WHEN 'R7' THEN 'inquiry'
        END
    ) AS fault_class,
    coalesce(told.returns, 0) > 0 AS returned,
    coalesce(told.transfers, 0) > 0 AS transferred,
    coalesce(told.status = 'reopened', false) AS reopened,
    urged.ticket_no IS NOT NULL AS urged,
    late_tickets.ticket_no IS NOT NULL AS overdue,
    told.closed IS NULL AS open,
    CASE
        WHEN told.closed IS NULL THEN DATE {as_of} + 1
        ELSE cast(least(
            CASE WHEN told.dispatched_at >= TIMESTAMP {cut_off} THEN told.dispatched_at END,
            CASE WHEN told.on_site_at >= TIMESTAMP {cut_off} THEN told.on_site_at END,
            CASE WHEN told.restored_at >= TIMESTAMP {cut_off} THEN told.restored_at END
        ) AS DATE)
    END AS changes_on,
    CASE WHEN told.closed IS NULL THEN timestampdiff(SECOND, told.accepted_at, TIMESTAMP {cut_off}) END AS open_seconds,
    timestampdiff(SECOND, told.accepted_at, told.closed) AS handle_seconds,
    timestampdiff(SECOND, told.accepted_at, told.dispatched) AS dispatch_seconds,
    timestampdiff(SECOND, told.accepted_at, told.on_site) AS arrive_seconds,
    timestampdiff(SECOND, told.accepted_at, told.restored) AS restore_seconds,
    coalesce(
        told.is_repair AND timestampdiff(SECOND, told.accepted_at, told.on_site) > limits.limit_seconds, false
    ) AS arrive_late,
    timestampdiff(
        SECOND,
        lag(told.restored) OVER (PARTITION BY told.customer_no, told.is_repair ORDER BY told.accepted_at, told.ticket_no),
        told.accepted_at
    ) AS since_restored_seconds,
    timestampdiff(
        SECOND,
        max(CASE WHEN told.business_level1 = 'C' THEN told.accepted_at END) OVER (
            PARTITION BY told.customer_no
            ORDER BY told.accepted_at, told.ticket_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        told.accepted_at
    ) AS since_consult_seconds,
    timestampdiff(
        SECOND,
        max(CASE WHEN told.business_level1 = 'O' THEN told.accepted_at END) OVER (
            PARTITION BY told.customer_no
            ORDER BY told.accepted_at, told.ticket_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        told.accepted_at
    ) AS since_opinion_seconds,
    told.theme IS NOT NULL AND coalesce(
        datediff(
            told.day,
            lag(told.day) OVER (PARTITION BY told.customer_no, told.theme ORDER BY told.accepted_at, told.ticket_no)
        ) > 365,
        true
    ) AS new_theme
FROM told
LEFT JOIN urged ON told.ticket_no = urged.ticket_no
LEFT JOIN {late_tickets} AS late_tickets ON told.ticket_no = late_tickets.ticket_no
LEFT JOIN limits
    ON
        told.urban_rural = limits.urban_rural
        AND told.day >= limits.valid_from
        AND (limits.valid_to IS NULL OR told.day < limits.valid_to)
