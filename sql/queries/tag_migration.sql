-- Customers who entered and left each tag, month by month, as far back as runs go.
-- Grain: month, tag. Parameters: none. Run: gridtag query tag_migration
WITH moves AS (
    SELECT
        substr(cast(valid_from AS STRING), 1, 7) AS month,
        tag_id,
        1 AS entered,
        0 AS gone
    FROM gold.customer_tags
    UNION ALL
    SELECT
        substr(cast(valid_to AS STRING), 1, 7) AS month,
        tag_id,
        0 AS entered,
        1 AS gone
    FROM gold.customer_tags
    WHERE valid_to IS NOT NULL
),

months AS (
    SELECT
        month,
        tag_id,
        cast(sum(entered) AS BIGINT) AS entered,
        cast(sum(gone) AS BIGINT) AS gone
    FROM moves
    GROUP BY month, tag_id
)

SELECT
    month,
    tag_id,
    entered,
    gone,
    cast(sum(entered - gone) OVER (PARTITION BY tag_id ORDER BY month) AS BIGINT) AS held_at_end
FROM months
ORDER BY tag_id, month
