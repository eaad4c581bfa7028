-- Energy of the latest winters and of the latest summer by month of use, and how it stands to spring and autumn.
-- grain: customer_no
-- winter: January and February; summer: July to September; a season counts once its last month is a closed billing
-- month. heat_like, ac_like: how far the season's monthly mean exceeds that of April, May, October and November before
-- it, 0 where it does not and 1 from three times on; null unless every month of the season and three of the others
-- have a bill; use_yoy: the season over the one before, null unless every month of both has a bill
WITH closed AS (
    SELECT
        customer_no,
        energy_wh,
        year(bill_month) * 12 + month(bill_month) AS place,
        year(DATE {as_of} - 10) * 12 + month(DATE {as_of} - 10) - 1 AS latest
    FROM {bills}
    WHERE billed_on <= DATE {as_of} AND coalesce(status, '0') <> '9'
),

aged AS (
    SELECT
        customer_no,
        energy_wh,
        latest - (latest - 2) % 12 - place AS before_winter_end,
        latest - (latest - 9) % 12 - place AS before_summer_end
    FROM closed
),

sums AS (
    SELECT
        customer_no,
        sum(CASE WHEN before_winter_end IN (0, 1) THEN energy_wh END) AS heat_wh_win0,
        sum(CASE WHEN before_winter_end IN (12, 13) THEN energy_wh END) AS heat_wh_win1,
        count(CASE WHEN before_winter_end IN (12, 13) THEN 1 END) AS winter_months_before,
        sum(CASE WHEN before_summer_end IN (0, 1, 2) THEN energy_wh END) AS use_wh_sum0,
        sum(CASE WHEN before_summer_end IN (12, 13, 14) THEN energy_wh END) AS use_wh_sum1,
        count(CASE WHEN before_summer_end IN (12, 13, 14) THEN 1 END) AS summer_months_before,
        avg(CASE WHEN before_winter_end IN (0, 1) THEN energy_wh END) AS winter_wh,
        count(CASE WHEN before_winter_end IN (0, 1) THEN 1 END) AS winter_months,
        avg(CASE WHEN before_winter_end IN (3, 4, 9, 10) THEN energy_wh END) AS mild_wh,
        count(CASE WHEN before_winter_end IN (3, 4, 9, 10) THEN 1 END) AS mild_months,
        avg(CASE WHEN before_summer_end IN (0, 1, 2) THEN energy_wh END) AS summer_wh,
        count(CASE WHEN before_summer_end IN (0, 1, 2) THEN 1 END) AS summer_months,
        avg(CASE WHEN before_summer_end IN (4, 5, 10, 11) THEN energy_wh END) AS cool_wh,
        count(CASE WHEN before_summer_end IN (4, 5, 10, 11) THEN 1 END) AS cool_months
    FROM aged
    GROUP BY customer_no
)

SELECT
    accounts.customer_no,
    DATE {as_of} AS day,
    coalesce(sums.heat_wh_win0, 0) / 1000 AS heat_win0,
    coalesce(sums.heat_wh_win1, 0) / 1000 AS heat_win1,
    coalesce(sums.use_wh_sum0, 0) / 1000 AS use_sum0,
    coalesce(sums.use_wh_sum1, 0) / 1000 AS use_sum1,
    coalesce(sums.heat_wh_win0, 0) / 1000 AS use_win0,
    coalesce(sums.heat_wh_win1, 0) / 1000 AS use_win1,
    CASE
        WHEN sums.summer_months = 3 AND sums.summer_months_before = 3 AND sums.use_wh_sum1 > 0
            THEN sums.use_wh_sum0 / sums.use_wh_sum1
    END AS use_yoy_sum0,
    CASE
        WHEN sums.winter_months = 2 AND sums.winter_months_before = 2 AND sums.heat_wh_win1 > 0
            THEN sums.heat_wh_win0 / sums.heat_wh_win1
    END AS use_yoy_win0,
    CASE
        WHEN sums.winter_months = 2 AND sums.mild_months >= 3 AND sums.mild_wh > 0
            THEN least(greatest((sums.winter_wh / sums.mild_wh - 1) / 2, 0), 1)
    END AS heat_like,
    CASE
        WHEN sums.summer_months = 3 AND sums.cool_months >= 3 AND sums.cool_wh > 0
            THEN least(greatest((sums.summer_wh / sums.cool_wh - 1) / 2, 0), 1)
    END AS ac_like
FROM {accounts} AS accounts
LEFT JOIN sums ON accounts.customer_no = sums.customer_no
