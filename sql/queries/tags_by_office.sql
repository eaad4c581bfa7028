-- Customers holding each tag, by office of every level, and their share of all customers.
-- Grain: tag, office of each level. Parameters: none. Run: gridtag query tags_by_office
SELECT
    tag_stats.org_level,
    tag_stats.org_no,
    tag_stats.tag_id,
    tag_stats.customers,
    round(tag_stats.customers / everyone.customers, 4) AS share_of_all
FROM gold.tag_stats
CROSS JOIN (SELECT count(*) AS customers FROM gold.features_archive) AS everyone
WHERE tag_stats.as_of = (SELECT max(as_of) FROM gold.tag_stats)
ORDER BY tag_stats.org_level, tag_stats.org_no, tag_stats.customers DESC, tag_stats.tag_id
