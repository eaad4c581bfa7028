-- Where each customer hangs on the grid on the day: its transformer area, its feeder, and what is near the area.
-- grain: customer_no
-- area_years: of 365.25 days; hall_km, agent_km, team_km: great-circle distance from the area to the nearest service
-- hall, payment agent and repair team of the same city company, on a sphere of 6,371.0088 km
WITH service AS (
    SELECT
        kind,
        coalesce(substring(org_no, 1, 5), '') AS city,
        radians(latitude) AS north,
        radians(longitude) AS east
    FROM {resources}
    WHERE kind IN ('hall', 'agent', 'repair_team') AND latitude IS NOT NULL AND longitude IS NOT NULL
),

centres AS (
    SELECT
        transformer_no,
        coalesce(substring(org_no, 1, 5), '') AS city,
        radians(latitude) AS north,
        radians(longitude) AS east
    FROM {areas}
    WHERE latitude IS NOT NULL AND longitude IS NOT NULL
),

ways AS (
    SELECT
        centres.transformer_no,
        service.kind,
        2 * 6371.0088 * asin(sqrt(
            power(sin((service.north - centres.north) / 2), 2)
            + cos(centres.north) * cos(service.north) * power(sin((service.east - centres.east) / 2), 2)
        )) AS km
    FROM centres
    INNER JOIN service ON centres.city = service.city
),

near AS (
    SELECT
        transformer_no,
        min(CASE WHEN kind = 'hall' THEN km END) AS hall_km,
        min(CASE WHEN kind = 'agent' THEN km END) AS agent_km,
        min(CASE WHEN kind = 'repair_team' THEN km END) AS team_km
    FROM ways
    GROUP BY transformer_no
),

described AS (
    SELECT
        areas.*,
        CASE
            WHEN areas.commissioned_on <= DATE {as_of} THEN datediff(DATE {as_of}, areas.commissioned_on) * 4 / 1461
        END AS area_years,
        feeders.feeder_type,
        feeders.length_m,
        near.hall_km,
        near.agent_km,
        near.team_km
    FROM {areas} AS areas
    LEFT JOIN {feeders} AS feeders ON areas.feeder_no = feeders.feeder_no
    LEFT JOIN near ON areas.transformer_no = near.transformer_no
)

SELECT
    accounts.customer_no,
    DATE {as_of} AS day,
    described.customers,
    described.ownership,
    described.capacity_kva,
    described.area_years,
    described.feeder_type,
    described.length_m,
    described.feeder_customers,
    described.hall_km,
    described.agent_km,
    described.team_km
FROM {accounts} AS accounts
INNER JOIN described ON accounts.transformer_no = described.transformer_no
