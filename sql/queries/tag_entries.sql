-- What the customers of each tag had in common when they entered it: the values its rule looked at, most frequent first.
-- Grain: tag, values. Parameters: none. Run: gridtag query tag_entries
SELECT
    tag_id,
    value,
    count(*) AS customers,
    min(valid_from) AS first_day,
    max(valid_from) AS last_day
FROM gold.customer_tags
GROUP BY tag_id, value
HAVING count(*) >= 10
ORDER BY tag_id, customers DESC, value
