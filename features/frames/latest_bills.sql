-- How each customer is read and billed, by its last three bills.
-- grain: customer_no
-- bill_cycle: month where two of them follow each other by one month, two_months where both gaps are of two
-- price_class, risk_level: of the latest bill; periods: into which any of the three parts its energy
WITH placed AS (
    SELECT
        customer_no,
        read_type,
        elec_type,
        risk_level,
        energy_wh,
        greatest(coalesce(peak_wh, 0), coalesce(valley_wh, 0)) AS peak_or_valley_wh,
        coalesce(flat_wh, 0) AS flat_wh,
        year(bill_month) * 12 + month(bill_month) AS month_place,
        row_number() OVER (PARTITION BY customer_no ORDER BY bill_month DESC) AS newest
    FROM {bills}
    WHERE billed_on <= DATE {as_of} AND coalesce(status, '0') <> '9'
),

last_three AS (
    SELECT
        customer_no,
        max(CASE WHEN newest = 1 THEN read_type END) AS read_type,
        max(CASE WHEN newest = 1 THEN elec_type END) AS elec_type,
        max(CASE WHEN newest = 1 THEN risk_level END) AS risk_level,
        max(energy_wh) AS energy_wh,
        max(peak_or_valley_wh) AS peak_or_valley_wh,
        max(flat_wh) AS flat_wh,
        max(CASE WHEN newest = 1 THEN month_place END) - max(CASE WHEN newest = 2 THEN month_place END) AS gap,
        max(CASE WHEN newest = 2 THEN month_place END) - max(CASE WHEN newest = 3 THEN month_place END) AS gap_before
    FROM placed
    WHERE newest <= 3
    GROUP BY customer_no
)

SELECT
    customer_no,
    DATE {as_of} AS day,
    read_type,
    risk_level,
    CASE
        WHEN elec_type IN ('200', '201', '202') THEN 'residential'
        WHEN elec_type = '203' THEN 'school'
        WHEN elec_type LIKE '1%' THEN 'large_industry'
        WHEN elec_type LIKE '3%' THEN 'agriculture'
        WHEN elec_type LIKE '4%' THEN 'commercial'
        WHEN elec_type LIKE '5%' THEN 'wholesale'
        WHEN elec_type LIKE '8%' THEN 'photovoltaic'
        WHEN elec_type IS NOT NULL THEN 'other'
    END AS price_class,
    CASE
        WHEN peak_or_valley_wh > 0 AND flat_wh > 0 THEN 'peak_flat_valley'
        WHEN peak_or_valley_wh > 0 THEN 'peak_valley'
        WHEN energy_wh > 0 THEN 'single'
    END AS periods,
    CASE
        WHEN gap = 1 OR gap_before = 1 THEN 'month'
        WHEN gap = 2 AND gap_before = 2 THEN 'two_months'
    END AS bill_cycle
FROM last_three
