-- Revisits, by the customer told with them or else that of the ticket.
-- grain: revisit_no
-- day: when done, else when due, which may be later
SELECT
    coalesce(revisits.customer_no, tickets.customer_no) AS customer_no,
    cast(
        CASE WHEN revisits.done_at < TIMESTAMP {cut_off} THEN revisits.done_at ELSE revisits.due_at END AS DATE
    ) AS day,
    coalesce(revisits.done_at < TIMESTAMP {cut_off}, false) AS done,
    coalesce(revisits.done_at < TIMESTAMP {cut_off} AND revisits.done_at <= revisits.due_at, false) AS on_time,
    CASE WHEN revisits.done_at >= TIMESTAMP {cut_off} THEN cast(revisits.done_at AS DATE) END AS changes_on,
    revisits.reached,
    revisits.satisfied,
    revisits.handled_truly
FROM {ticket_revisits} AS revisits
LEFT JOIN {tickets} AS tickets ON revisits.ticket_no = tickets.ticket_no
WHERE
    coalesce(revisits.customer_no, tickets.customer_no) IS NOT NULL
    AND NOT coalesce(tickets.is_test, false)
