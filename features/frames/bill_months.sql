-- Bills with what had been paid on them by the day.
-- grain: customer_no, month (the month of use)
-- settled_on: the day on which payments reached the amount; arrears_fen: unpaid after the due date; overdue: paid
-- late or in arrears; last_clear_month: the customer's latest month without arrears
-- household: billed as residential, so on the ladder of tiers; stepped_up: this year's first bill in so high a tier
-- amount_odd: more than 3 standard deviations from the mean of the 12 months before, 6 of which must have a bill
-- recheck_points, of 10: 3, 2, 1 for a change of 100, 50, 30 % against the month before, as many against the year
-- before, 2 where amount_odd, 1 for an estimated reading, 1 for a refund; recheck_reason: what gave most of them
WITH issued AS (
    SELECT
        *,
        year(bill_month) * 12 + month(bill_month) AS place,
        coalesce(elec_type IN ('200', '201', '202'), false) AS household,
        CASE WHEN tier3_wh > 0 THEN 3 WHEN tier2_wh > 0 THEN 2 ELSE 1 END AS tier
    FROM {bills}
    WHERE billed_on <= DATE {as_of} AND coalesce(status, '0') <> '9'
),

paid AS (
    SELECT
        customer_no,
        bill_month,
        cast(paid_at AS DATE) AS paid_on,
        sum(amount_fen) OVER (
            PARTITION BY customer_no, bill_month ORDER BY paid_at, payment_no ROWS UNBOUNDED PRECEDING
        ) AS paid_fen
    FROM {payments}
    WHERE bill_month IS NOT NULL AND paid_at < TIMESTAMP {cut_off}
),

settlements AS (
    SELECT
        issued.customer_no,
        issued.bill_month,
        min(CASE WHEN paid.paid_fen >= issued.amount_fen THEN paid.paid_on END) AS settled_on,
        max(paid.paid_fen) AS paid_fen
    FROM issued
    INNER JOIN paid ON issued.customer_no = paid.customer_no AND issued.bill_month = paid.bill_month
    GROUP BY issued.customer_no, issued.bill_month
),

called AS (
    SELECT DISTINCT
        issued.customer_no,
        issued.bill_month
    FROM issued
    INNER JOIN {calls} AS calls ON issued.customer_no = calls.customer_no
    WHERE
        calls.direction = 'in'
        AND calls.theme IN ('bill', 'price', 'pay')
        AND datediff(cast(calls.started_at AS DATE), issued.billed_on) BETWEEN 1 AND 7
),

joined AS (
    SELECT
        issued.*,
        CASE WHEN issued.amount_fen > 0 THEN settlements.settled_on END AS settled_on,
        CASE
            WHEN issued.due_on < DATE {as_of} AND settlements.settled_on IS NULL
                THEN issued.amount_fen - coalesce(settlements.paid_fen, 0)
            ELSE 0
        END AS arrears_fen,
        called.customer_no IS NOT NULL AS called_after
    FROM issued
    LEFT JOIN settlements ON issued.customer_no = settlements.customer_no AND issued.bill_month = settlements.bill_month
    LEFT JOIN called ON issued.customer_no = called.customer_no AND issued.bill_month = called.bill_month
),

compared AS (
    SELECT
        *,
        max(amount_fen)
            OVER (PARTITION BY customer_no ORDER BY place RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING)
            AS amount_before_fen,
        max(amount_fen)
            OVER (PARTITION BY customer_no ORDER BY place RANGE BETWEEN 12 PRECEDING AND 12 PRECEDING)
            AS amount_last_year_fen,
        max(energy_wh)
            OVER (PARTITION BY customer_no ORDER BY place RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING)
            AS energy_before_wh,
        max(tier)
            OVER (
                PARTITION BY customer_no, year(bill_month)
                ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS tier_before,
        count(*)
            OVER (PARTITION BY customer_no ORDER BY place RANGE BETWEEN 12 PRECEDING AND 1 PRECEDING) AS n,
        sum(cast(amount_fen AS DECIMAL(19, 0)))
            OVER (PARTITION BY customer_no ORDER BY place RANGE BETWEEN 12 PRECEDING AND 1 PRECEDING) AS total,
        sum(cast(amount_fen AS DECIMAL(19, 0)) * cast(amount_fen AS DECIMAL(19, 0)))
            OVER (PARTITION BY customer_no ORDER BY place RANGE BETWEEN 12 PRECEDING AND 1 PRECEDING) AS squares
    FROM joined
),

reviewed AS (
    SELECT
        *,
        coalesce(
            n >= 6
            AND n * squares > total * total
            AND (n * amount_fen - total) * (n * amount_fen - total) * (n - 1) > 9 * n * (n * squares - total * total),
            false
        ) AS amount_odd,
        CASE
            WHEN amount_before_fen <= 0 OR amount_before_fen IS NULL THEN 0
            WHEN abs(amount_fen - amount_before_fen) >= amount_before_fen THEN 3
            WHEN abs(amount_fen - amount_before_fen) * 2 >= amount_before_fen THEN 2
            WHEN abs(amount_fen - amount_before_fen) * 10 >= amount_before_fen * 3 THEN 1
            ELSE 0
        END AS month_points,
        CASE
            WHEN amount_last_year_fen <= 0 OR amount_last_year_fen IS NULL THEN 0
            WHEN abs(amount_fen - amount_last_year_fen) >= amount_last_year_fen THEN 3
            WHEN abs(amount_fen - amount_last_year_fen) * 2 >= amount_last_year_fen THEN 2
            WHEN abs(amount_fen - amount_last_year_fen) * 10 >= amount_last_year_fen * 3 THEN 1
            ELSE 0
        END AS year_points
    FROM compared
)

SELECT
    customer_no,
    bill_month AS month,
    billed_on AS day,
    settled_on,
    amount_fen,
    energy_wh,
    coalesce(penalty_fen, 0) AS penalty_fen,
    coalesce(refund_fen, 0) AS refund_fen,
    coalesce(peak_wh, 0) AS peak_wh,
    coalesce(flat_wh, 0) AS flat_wh,
    coalesce(valley_wh, 0) AS valley_wh,
    coalesce(tier2_wh, 0) AS tier2_wh,
    coalesce(tier3_wh, 0) AS tier3_wh,
    greatest(energy_wh - coalesce(tier2_wh, 0) - coalesce(tier3_wh, 0), 0) AS tier1_wh,
    household,
    household AND tier > coalesce(tier_before, 1) AS stepped_up,
    datediff(last_day(bill_month), bill_month) + 1 AS month_days,
    read_type,
    CASE WHEN settled_on IS NULL AND amount_fen > 0 THEN greatest(due_on + 1, DATE {as_of} + 1) END AS changes_on,
    called_after,
    arrears_fen,
    amount_fen > 0 AND due_on < coalesce(settled_on, DATE {as_of}) AS overdue,
    datediff(coalesce(settled_on, DATE {as_of}), due_on) AS overdue_days,
    datediff(settled_on, billed_on) AS settle_days,
    datediff(settled_on, coalesce(read_on, billed_on)) AS days_after_reading,
    datediff(settled_on, last_day(billed_on)) AS days_after_month,
    datediff(billed_on, read_on) AS issue_days,
    max(CASE WHEN arrears_fen <= 0 THEN bill_month END) OVER (PARTITION BY customer_no) AS last_clear_month,
    amount_before_fen,
    amount_last_year_fen,
    energy_before_wh,
    amount_odd,
    month_points
    + year_points
    + CASE WHEN amount_odd THEN 2 ELSE 0 END
    + CASE WHEN read_type = 'estimated' THEN 1 ELSE 0 END
    + CASE WHEN refund_fen <> 0 THEN 1 ELSE 0 END AS recheck_points,
    CASE
        WHEN month_points >= greatest(year_points, CASE WHEN amount_odd THEN 2 ELSE 1 END) THEN 'month_before'
        WHEN year_points >= CASE WHEN amount_odd THEN 2 ELSE 1 END THEN 'year_before'
        WHEN amount_odd THEN 'three_sigma'
        WHEN refund_fen <> 0 THEN 'refund'
        WHEN read_type = 'estimated' THEN 'estimated'
    END AS recheck_reason
FROM reviewed
