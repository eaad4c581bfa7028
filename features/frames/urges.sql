-- Urging and supervision, by the customer told with it or else that of the ticket.
-- grain: urge_no
SELECT
    coalesce(urges.customer_no, tickets.customer_no) AS customer_no,
    cast(urges.urged_at AS DATE) AS day,
    urges.kind
FROM {ticket_urges} AS urges
LEFT JOIN {tickets} AS tickets ON urges.ticket_no = tickets.ticket_no
WHERE
    coalesce(urges.customer_no, tickets.customer_no) IS NOT NULL
    AND NOT coalesce(tickets.is_test, false)
    AND urges.urged_at < TIMESTAMP {cut_off}
