-- Repair tickets accepted on days of severe weather in the customer's county.
-- grain: ticket_no
SELECT
    tickets.customer_no,
    tickets.day,
    weather.event_on
FROM {tickets_of_customers} AS tickets
INNER JOIN {accounts} AS accounts ON tickets.customer_no = accounts.customer_no
INNER JOIN {county_weather} AS weather
    ON substring(accounts.org_no, 1, 7) = weather.county_no AND tickets.day = weather.day
WHERE tickets.is_repair AND weather.severe
