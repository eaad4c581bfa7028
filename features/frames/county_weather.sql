-- Weather of each county day by day; of a county that was merged, under the number of its heir.
-- grain: county_no, day
-- hot: 35 degrees or more; cold: frost, 0 degrees or less; severe: a warning above blue, wind of force 8 or 50 mm of
-- rain; event_on: the first of severe days in a row
WITH heirs AS (
    SELECT
        org_no,
        max(successor_org_no) AS heir_no
    FROM {organisations}
    WHERE level = 'county' AND successor_org_no IS NOT NULL AND valid_to <= DATE {as_of}
    GROUP BY org_no
),

days AS (
    SELECT
        coalesce(heirs.heir_no, weather.org_no) AS county_no,
        weather.day,
        max(CASE WHEN weather.max_celsius >= 35 THEN 1 ELSE 0 END) = 1 AS hot,
        max(CASE WHEN weather.min_celsius <= 0 THEN 1 ELSE 0 END) = 1 AS cold,
        max(
            CASE
                WHEN
                    weather.warning IN ('yellow', 'orange', 'red')
                    OR weather.max_wind_ms >= 17.2
                    OR weather.rain_mm >= 50
                    THEN 1
                ELSE 0
            END
        ) = 1 AS severe
    FROM {weather} AS weather
    LEFT JOIN heirs ON weather.org_no = heirs.org_no
    WHERE weather.day <= DATE {as_of}
    GROUP BY coalesce(heirs.heir_no, weather.org_no), weather.day
),

placed AS (
    SELECT
        days.*,
        row_number() OVER (PARTITION BY county_no, severe ORDER BY day) AS place
    FROM days
)

SELECT
    county_no,
    day,
    hot,
    cold,
    severe,
    CASE
        WHEN severe
            THEN min(day) OVER (PARTITION BY county_no, severe, datediff(day, DATE '2000-01-01') - place)
    END AS event_on
FROM placed
