-- Transformer areas that customers hang on, on the day, with their feeders.
-- grain: transformer_no
-- feeder_no: by the topology valid on the day, else as the transformer area's own entry says; feeder_customers: of all
-- areas of the feeder
WITH hung AS (
    SELECT
        transformer_no,
        count(*) AS customers
    FROM {accounts}
    WHERE transformer_no IS NOT NULL
    GROUP BY transformer_no
),

links AS (
    SELECT
        child_no,
        parent_no,
        row_number() OVER (PARTITION BY child_no ORDER BY valid_from DESC, parent_no ASC) AS newest
    FROM {topology}
    WHERE
        child_kind = 'transformer'
        AND parent_kind = 'feeder'
        AND valid_from <= DATE {as_of}
        AND (valid_to IS NULL OR valid_to > DATE {as_of})
),

placed AS (
    SELECT
        hung.transformer_no,
        hung.customers,
        coalesce(links.parent_no, transformers.feeder_no) AS feeder_no,
        transformers.org_no,
        transformers.ownership,
        transformers.capacity_kva,
        transformers.commissioned_on,
        transformers.longitude,
        transformers.latitude
    FROM hung
    LEFT JOIN {transformers} AS transformers ON hung.transformer_no = transformers.transformer_no
    LEFT JOIN links ON hung.transformer_no = links.child_no AND links.newest = 1
)

SELECT
    placed.*,
    CASE WHEN feeder_no IS NOT NULL THEN sum(customers) OVER (PARTITION BY feeder_no) END AS feeder_customers
FROM placed
