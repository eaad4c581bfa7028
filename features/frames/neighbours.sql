-- Complaints of others in the transformer area, and whether the customer shares a demand with others there.
-- grain: customer_no
-- a ticket's area is the one told with it, else that of its customer; in_group: in the last 30 days three customers of
-- the area, this one among them, complained, reported, gave an opinion or a suggestion on the same theme
WITH told AS (
    SELECT
        tickets.customer_no,
        tickets.business_level1,
        tickets.theme,
        coalesce(tickets.transformer_no, accounts.transformer_no) AS transformer_no,
        cast(tickets.accepted_at AS DATE) > DATE {as_of} - 30 AS lately
    FROM {tickets} AS tickets
    LEFT JOIN {accounts} AS accounts ON tickets.customer_no = accounts.customer_no
    WHERE
        NOT tickets.is_test
        AND tickets.business_level1 IN ('T', 'J', 'O', 'S')
        AND tickets.accepted_at < TIMESTAMP {cut_off}
        AND cast(tickets.accepted_at AS DATE) > DATE {as_of} - 365
),

of_area AS (
    SELECT
        transformer_no,
        count(CASE WHEN lately THEN 1 END) AS complaints_30d,
        count(*) AS complaints_365d
    FROM told
    WHERE business_level1 = 'T'
    GROUP BY transformer_no
),

own AS (
    SELECT
        customer_no,
        transformer_no,
        count(CASE WHEN lately THEN 1 END) AS complaints_30d,
        count(*) AS complaints_365d
    FROM told
    WHERE business_level1 = 'T'
    GROUP BY customer_no, transformer_no
),

shared AS (
    SELECT
        transformer_no,
        theme
    FROM told
    WHERE lately AND theme IS NOT NULL
    GROUP BY transformer_no, theme
    HAVING count(DISTINCT customer_no) >= 3
),

in_group AS (
    SELECT DISTINCT told.customer_no
    FROM told
    INNER JOIN shared ON told.transformer_no = shared.transformer_no AND told.theme = shared.theme
    WHERE told.lately
)

SELECT
    accounts.customer_no,
    DATE {as_of} AS day,
    coalesce(of_area.complaints_30d, 0) - coalesce(own.complaints_30d, 0) AS complaints_30d,
    coalesce(of_area.complaints_365d, 0) - coalesce(own.complaints_365d, 0) AS complaints_365d,
    in_group.customer_no IS NOT NULL AS in_group
FROM {accounts} AS accounts
LEFT JOIN of_area ON accounts.transformer_no = of_area.transformer_no
LEFT JOIN own ON accounts.customer_no = own.customer_no AND accounts.transformer_no = own.transformer_no
LEFT JOIN in_group ON accounts.customer_no = in_group.customer_no
WHERE accounts.transformer_no IS NOT NULL
