-- Outages of the transformer area and of the feeder that each customer hangs on, on the day.
-- grain: customer_no
-- a feeder's outages are those of the 10 kV line, whichever of its areas they reach, by the line told with them, else
-- by the areas reached; customer-side outages are left out; source_fault_years: years of 365 days in a row, the
-- latest first, in which the area had a supply-side fault
WITH told AS (
    SELECT
        outages.transformer_no,
        outages.outage_id,
        outages.kind,
        outages.level,
        outages.day,
        outages.kind IN ('fault', 'urgent') AND coalesce(outages.reason, '') <> 'user' AS supply_side,
        coalesce(outages.feeder_no, areas.feeder_no) AS feeder_no
    FROM {area_outages} AS outages
    LEFT JOIN {areas} AS areas ON outages.transformer_no = areas.transformer_no
    WHERE outages.kind <> 'user' AND outages.day <= DATE {as_of}
),

lines AS (
    SELECT DISTINCT
        feeder_no,
        outage_id,
        kind,
        day
    FROM told
    WHERE level = 'mv' AND feeder_no IS NOT NULL AND day > DATE {as_of} - 365
),

of_feeder AS (
    SELECT
        feeder_no,
        count(CASE WHEN day > DATE {as_of} - 30 THEN 1 END) AS feeder_all_30d,
        count(CASE WHEN day > DATE {as_of} - 60 THEN 1 END) AS feeder_all_60d,
        count(CASE WHEN day > DATE {as_of} - 90 THEN 1 END) AS feeder_all_90d,
        count(*) AS feeder_all_365d,
        count(CASE WHEN kind = 'fault' AND day > DATE {as_of} - 30 THEN 1 END) AS feeder_fault_30d,
        count(CASE WHEN kind = 'fault' AND day > DATE {as_of} - 60 THEN 1 END) AS feeder_fault_60d,
        count(CASE WHEN kind = 'fault' AND day > DATE {as_of} - 90 THEN 1 END) AS feeder_fault_90d,
        count(CASE WHEN kind = 'fault' THEN 1 END) AS feeder_fault_365d
    FROM lines
    GROUP BY feeder_no
),

of_area AS (
    SELECT
        transformer_no,
        count(CASE WHEN day > DATE {as_of} - 60 THEN 1 END) AS area_60d,
        count(CASE WHEN day > DATE {as_of} - 365 THEN 1 END) AS area_365d
    FROM told
    GROUP BY transformer_no
),

fault_years AS (
    SELECT DISTINCT
        transformer_no,
        cast(floor(datediff(DATE {as_of}, day) / 365) AS INT) AS years_back
    FROM told
    WHERE supply_side
),

in_a_row AS (
    SELECT
        transformer_no,
        count(CASE WHEN years_back = place - 1 THEN 1 END) AS source_fault_years
    FROM (
        SELECT
            transformer_no,
            years_back,
            row_number() OVER (PARTITION BY transformer_no ORDER BY years_back) AS place
        FROM fault_years
    ) AS placed
    GROUP BY transformer_no
)

SELECT
    accounts.customer_no,
    DATE {as_of} AS day,
    coalesce(of_feeder.feeder_all_30d, 0) AS feeder_all_30d,
    coalesce(of_feeder.feeder_all_60d, 0) AS feeder_all_60d,
    coalesce(of_feeder.feeder_all_90d, 0) AS feeder_all_90d,
    coalesce(of_feeder.feeder_all_365d, 0) AS feeder_all_365d,
    coalesce(of_feeder.feeder_fault_30d, 0) AS feeder_fault_30d,
    coalesce(of_feeder.feeder_fault_60d, 0) AS feeder_fault_60d,
    coalesce(of_feeder.feeder_fault_90d, 0) AS feeder_fault_90d,
    coalesce(of_feeder.feeder_fault_365d, 0) AS feeder_fault_365d,
    coalesce(of_area.area_60d, 0) AS area_60d,
    coalesce(of_area.area_365d, 0) AS area_365d,
    coalesce(in_a_row.source_fault_years, 0) AS source_fault_years
FROM {accounts} AS accounts
INNER JOIN {areas} AS areas ON accounts.transformer_no = areas.transformer_no
LEFT JOIN of_feeder ON areas.feeder_no = of_feeder.feeder_no
LEFT JOIN of_area ON areas.transformer_no = of_area.transformer_no
LEFT JOIN in_a_row ON areas.transformer_no = in_a_row.transformer_no
