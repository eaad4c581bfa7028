-- Pairs of tags held by the same customers, and how much oftener than chance (lift).
-- Grain: pair of tags with at least 10 customers. Parameters: none. Run: gridtag query tag_overlap
WITH held AS (
    SELECT
        customer_no,
        tag_id
    FROM gold.customer_tags
    WHERE valid_to IS NULL
),

sizes AS (
    SELECT
        tag_id,
        count(*) AS customers
    FROM held
    GROUP BY tag_id
),

pairs AS (
    SELECT
        one.tag_id,
        other.tag_id AS other_tag_id,
        count(*) AS together
    FROM held AS one
    INNER JOIN held AS other ON one.customer_no = other.customer_no AND one.tag_id < other.tag_id
    GROUP BY one.tag_id, other.tag_id
    HAVING count(*) >= 10
),

everyone AS (
    SELECT count(*) AS customers
    FROM gold.features_archive
)

SELECT
    pairs.tag_id,
    pairs.other_tag_id,
    pairs.together,
    round(pairs.together / sizes.customers, 4) AS share_of_tag,
    round(pairs.together / other_sizes.customers, 4) AS share_of_other,
    round(pairs.together * everyone.customers / (sizes.customers * other_sizes.customers), 2) AS lift
FROM pairs
INNER JOIN sizes ON pairs.tag_id = sizes.tag_id
INNER JOIN sizes AS other_sizes ON pairs.other_tag_id = other_sizes.tag_id
CROSS JOIN everyone
ORDER BY lift DESC, pairs.tag_id, pairs.other_tag_id
