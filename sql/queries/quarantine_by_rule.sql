-- What was quarantined and why, most rows first.
-- Grain: source, rule. Parameters: none. Run: gridtag query quarantine_by_rule
SELECT
    source,
    rule,
    reason,
    count(*) AS quarantined_rows,
    count(DISTINCT _file) AS files
FROM silver.quarantine
GROUP BY source, rule, reason
ORDER BY quarantined_rows DESC, source, rule
