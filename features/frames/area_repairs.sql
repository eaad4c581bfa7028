-- Repair tickets of known customers, and whether the whole area was hit.
-- grain: ticket_no
-- whole_area: the outage named is one of the line or the area, or three customers of the area told of faults that day
WITH repairs AS (
    SELECT
        tickets.customer_no,
        cast(tickets.accepted_at AS DATE) AS day,
        tickets.outage_id,
        coalesce(tickets.transformer_no, accounts.transformer_no) AS transformer_no
    FROM {tickets} AS tickets
    LEFT JOIN {accounts} AS accounts ON tickets.customer_no = accounts.customer_no
    WHERE
        tickets.customer_no IS NOT NULL
        AND tickets.business_level1 = 'R'
        AND NOT tickets.is_test
        AND tickets.accepted_at < TIMESTAMP {cut_off}
),

many AS (
    SELECT
        transformer_no,
        day
    FROM repairs
    WHERE transformer_no IS NOT NULL
    GROUP BY transformer_no, day
    HAVING count(DISTINCT customer_no) >= 3
)

SELECT
    repairs.customer_no,
    repairs.day,
    coalesce(outages.level IN ('mv', 'tg'), false) OR many.day IS NOT NULL AS whole_area
FROM repairs
LEFT JOIN {outages} AS outages
    ON repairs.outage_id = outages.outage_id AND coalesce(outages.status, 'open') <> 'cancelled'
LEFT JOIN many ON repairs.transformer_no = many.transformer_no AND repairs.day = many.day
