-- How each customer's energy, bills and payments stand among those who are alike, over closed billing months.
-- grain: customer_no
-- Peers: customers of the same transformer area (area), and those of the same class, electricity type and contract
-- capacity (likes: up to 8, 16, 50, 100, 315 kVA and above); rank: share of the others that are
-- below; ratio and difference: to the mean of all peers; all null below ten peers with bills.
-- saving: fall of the latest month's energy against the same month a year before, as a share of the latter;
-- outlier: distance of the latest month's energy from the area's mean in standard deviations, 0 to 1 at four
WITH sums AS (
    SELECT
        accounts.customer_no,
        accounts.transformer_no AS area,
        substring(accounts.org_no, 1, 2) AS province,
        substring(accounts.org_no, 1, 7) AS county,
        substring(accounts.org_no, 1, 5) AS city,
        concat_ws(
            '|',
            coalesce(accounts.customer_sort, ''),
            coalesce(accounts.elec_type, ''),
            CASE
                WHEN accounts.contract_kva <= 8 THEN '8'
                WHEN accounts.contract_kva <= 16 THEN '16'
                WHEN accounts.contract_kva <= 50 THEN '50'
                WHEN accounts.contract_kva <= 100 THEN '100'
                WHEN accounts.contract_kva <= 315 THEN '315'
                WHEN accounts.contract_kva > 315 THEN 'above'
                ELSE 'unknown'
            END
        ) AS likes,
        sum(CASE WHEN bills.age = 0 THEN bills.energy_wh END) AS wh_m1,
        sum(CASE WHEN bills.age BETWEEN 0 AND 2 THEN bills.energy_wh END) AS wh_m3,
        sum(CASE WHEN bills.age BETWEEN 0 AND 11 THEN bills.energy_wh END) AS wh_m12,
        sum(CASE WHEN bills.age = 12 THEN bills.energy_wh END) AS wh_year_before,
        sum(CASE WHEN bills.age BETWEEN 0 AND 11 THEN bills.amount_fen END) AS fen_m12,
        avg(CASE WHEN bills.age BETWEEN 0 AND 11 THEN bills.settle_days END) AS lag_m12
    FROM {accounts} AS accounts
    LEFT JOIN (
        SELECT
            customer_no,
            energy_wh,
            amount_fen,
            settle_days,
            year(DATE {as_of} - 10) * 12 + month(DATE {as_of} - 10) - 1
            - year(month) * 12 - month(month) AS age
        FROM {bill_months}
    ) AS bills ON accounts.customer_no = bills.customer_no
    GROUP BY
        accounts.customer_no,
        accounts.transformer_no,
        accounts.org_no,
        accounts.customer_sort,
        accounts.elec_type,
        accounts.contract_kva
),

measured AS (
    SELECT
        *,
        CASE WHEN wh_year_before > 0 THEN 1 - cast(wh_m1 AS DOUBLE) / wh_year_before END AS saving
    FROM sums
)

SELECT
    customer_no,
    DATE {as_of} AS day,
    CASE
        WHEN area IS NOT NULL AND count(wh_m1) OVER (PARTITION BY area) >= 10 AND sum(wh_m1) OVER (PARTITION BY area) > 0
            THEN
                cast(wh_m1 AS DOUBLE) * count(wh_m1) OVER (PARTITION BY area)
                / sum(wh_m1) OVER (PARTITION BY area)
    END AS area_ratio_m1,
    CASE
        WHEN wh_m1 IS NOT NULL AND area IS NOT NULL AND count(wh_m1) OVER (PARTITION BY area) >= 10
            THEN
                cast(rank() OVER (PARTITION BY area ORDER BY wh_m1 ASC NULLS LAST) - 1 AS DOUBLE)
                / (count(wh_m1) OVER (PARTITION BY area) - 1)
    END AS area_rank_m1,
    CASE
        WHEN area IS NOT NULL AND count(wh_m3) OVER (PARTITION BY area) >= 10 AND sum(wh_m3) OVER (PARTITION BY area) > 0
            THEN
                cast(wh_m3 AS DOUBLE) * count(wh_m3) OVER (PARTITION BY area)
                / sum(wh_m3) OVER (PARTITION BY area)
    END AS area_ratio_m3,
    CASE
        WHEN wh_m3 IS NOT NULL AND area IS NOT NULL AND count(wh_m3) OVER (PARTITION BY area) >= 10
            THEN
                cast(rank() OVER (PARTITION BY area ORDER BY wh_m3 ASC NULLS LAST) - 1 AS DOUBLE)
                / (count(wh_m3) OVER (PARTITION BY area) - 1)
    END AS area_rank_m3,
    CASE
        WHEN area IS NOT NULL AND count(wh_m12) OVER (PARTITION BY area) >= 10 AND sum(wh_m12) OVER (PARTITION BY area) > 0
            THEN
                cast(wh_m12 AS DOUBLE) * count(wh_m12) OVER (PARTITION BY area)
                / sum(wh_m12) OVER (PARTITION BY area)
    END AS area_ratio_m12,
    CASE
        WHEN wh_m12 IS NOT NULL AND area IS NOT NULL AND count(wh_m12) OVER (PARTITION BY area) >= 10
            THEN
                cast(rank() OVER (PARTITION BY area ORDER BY wh_m12 ASC NULLS LAST) - 1 AS DOUBLE)
                / (count(wh_m12) OVER (PARTITION BY area) - 1)
    END AS area_rank_m12,
    CASE
        WHEN likes IS NOT NULL AND count(wh_m1) OVER (PARTITION BY likes) >= 10 AND sum(wh_m1) OVER (PARTITION BY likes) > 0
            THEN
                cast(wh_m1 AS DOUBLE) * count(wh_m1) OVER (PARTITION BY likes)
                / sum(wh_m1) OVER (PARTITION BY likes)
    END AS likes_ratio_m1,
    CASE
        WHEN wh_m1 IS NOT NULL AND likes IS NOT NULL AND count(wh_m1) OVER (PARTITION BY likes) >= 10
            THEN
                cast(rank() OVER (PARTITION BY likes ORDER BY wh_m1 ASC NULLS LAST) - 1 AS DOUBLE)
                / (count(wh_m1) OVER (PARTITION BY likes) - 1)
    END AS likes_rank_m1,
    CASE
        WHEN likes IS NOT NULL AND count(wh_m3) OVER (PARTITION BY likes) >= 10 AND sum(wh_m3) OVER (PARTITION BY likes) > 0
            THEN
                cast(wh_m3 AS DOUBLE) * count(wh_m3) OVER (PARTITION BY likes)
                / sum(wh_m3) OVER (PARTITION BY likes)
    END AS likes_ratio_m3,
    CASE
        WHEN wh_m3 IS NOT NULL AND likes IS NOT NULL AND count(wh_m3) OVER (PARTITION BY likes) >= 10
            THEN
                cast(rank() OVER (PARTITION BY likes ORDER BY wh_m3 ASC NULLS LAST) - 1 AS DOUBLE)
                / (count(wh_m3) OVER (PARTITION BY likes) - 1)
    END AS likes_rank_m3,
    CASE
        WHEN likes IS NOT NULL AND count(wh_m12) OVER (PARTITION BY likes) >= 10 AND sum(wh_m12) OVER (PARTITION BY likes) > 0
            THEN
                cast(wh_m12 AS DOUBLE) * count(wh_m12) OVER (PARTITION BY likes)
                / sum(wh_m12) OVER (PARTITION BY likes)
    END AS likes_ratio_m12,
    CASE
        WHEN wh_m12 IS NOT NULL AND likes IS NOT NULL AND count(wh_m12) OVER (PARTITION BY likes) >= 10
            THEN
                cast(rank() OVER (PARTITION BY likes ORDER BY wh_m12 ASC NULLS LAST) - 1 AS DOUBLE)
                / (count(wh_m12) OVER (PARTITION BY likes) - 1)
    END AS likes_rank_m12,
    CASE
        WHEN saving IS NOT NULL AND area IS NOT NULL AND count(saving) OVER (PARTITION BY area) >= 10
            THEN
                cast(rank() OVER (PARTITION BY area ORDER BY saving ASC NULLS LAST) - 1 AS DOUBLE)
                / (count(saving) OVER (PARTITION BY area) - 1)
    END AS saving_rank_m1,
    CASE
        WHEN area IS NOT NULL AND count(lag_m12) OVER (PARTITION BY area) >= 10
            THEN lag_m12 - avg(lag_m12) OVER (PARTITION BY area)
    END AS lag_diff_m12,
    CASE
        WHEN fen_m12 IS NOT NULL AND county IS NOT NULL AND count(fen_m12) OVER (PARTITION BY county) >= 10
            THEN
                cast(rank() OVER (PARTITION BY county ORDER BY fen_m12 ASC NULLS LAST) - 1 AS DOUBLE)
                / (count(fen_m12) OVER (PARTITION BY county) - 1)
    END AS county_rank_m12,
    CASE
        WHEN fen_m12 IS NOT NULL AND city IS NOT NULL AND count(fen_m12) OVER (PARTITION BY city) >= 10
            THEN
                cast(rank() OVER (PARTITION BY city ORDER BY fen_m12 ASC NULLS LAST) - 1 AS DOUBLE)
                / (count(fen_m12) OVER (PARTITION BY city) - 1)
    END AS city_rank_m12,
    CASE
        WHEN fen_m12 IS NOT NULL AND province IS NOT NULL AND count(fen_m12) OVER (PARTITION BY province) >= 10
            THEN
                cast(rank() OVER (PARTITION BY province ORDER BY fen_m12 ASC NULLS LAST) - 1 AS DOUBLE)
                / (count(fen_m12) OVER (PARTITION BY province) - 1)
    END AS province_rank_m12,
    CASE
        WHEN area IS NOT NULL AND count(wh_m1) OVER (PARTITION BY area) >= 10 AND stddev_samp(wh_m1) OVER (PARTITION BY area) > 0
            THEN
                least(
                    abs(wh_m1 - avg(wh_m1) OVER (PARTITION BY area)) / stddev_samp(wh_m1) OVER (PARTITION BY area) / 4,
                    1
                )
    END AS outlier_m1
FROM measured
