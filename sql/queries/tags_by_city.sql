-- Customers holding each tag, by city, on the last day that was run.
-- Grain: tag, city. Parameters: none. Run: gridtag query tags_by_city
SELECT
    tag_stats.tag_id,
    tag_stats.org_no,
    max(organisations.org_name) AS city,
    max(tag_stats.customers) AS customers
FROM gold.tag_stats
LEFT JOIN silver.organisations ON tag_stats.org_no = organisations.org_no
WHERE
    tag_stats.org_level = 'city'
    AND tag_stats.as_of = (SELECT max(as_of) FROM gold.tag_stats)
GROUP BY tag_stats.tag_id, tag_stats.org_no
ORDER BY tag_stats.tag_id, customers DESC, tag_stats.org_no
