-- Calls on days of severe weather in the customer's county.
-- grain: contact
SELECT
    calls.customer_no,
    calls.day,
    weather.event_on
FROM {calls_of_customers} AS calls
INNER JOIN {accounts} AS accounts ON calls.customer_no = accounts.customer_no
INNER JOIN {county_weather} AS weather
    ON substring(accounts.org_no, 1, 7) = weather.county_no AND calls.day = weather.day
WHERE calls.phone_in AND weather.severe
