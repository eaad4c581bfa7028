-- Outages of each customer with the weather in its county on the day they began.
-- grain: customer_no, outage_id
SELECT
    outages.customer_no,
    outages.day,
    weather.hot,
    weather.cold,
    weather.severe,
    weather.event_on
FROM {customer_outages} AS outages
INNER JOIN {accounts} AS accounts ON outages.customer_no = accounts.customer_no
INNER JOIN {county_weather} AS weather
    ON substring(accounts.org_no, 1, 7) = weather.county_no AND outages.day = weather.day
WHERE outages.kind <> 'user'
