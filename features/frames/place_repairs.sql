-- Repair tickets of known customers, and how long ago the place had one before. Child tickets tell of no fault anew.
-- grain: ticket_no
-- the place: the customer's own premises, and whatever has the same fault address
WITH repairs AS (
    SELECT
        customer_no,
        accepted_at,
        lag(accepted_at) OVER (PARTITION BY customer_no ORDER BY accepted_at, ticket_no) AS before_of_customer,
        CASE
            WHEN address IS NOT NULL
                THEN lag(accepted_at) OVER (PARTITION BY address ORDER BY accepted_at, ticket_no)
        END AS before_at_address
    FROM {tickets}
    WHERE business_level1 = 'R' AND NOT is_child AND NOT is_test AND accepted_at < TIMESTAMP {cut_off}
)

SELECT
    customer_no,
    cast(accepted_at AS DATE) AS day,
    timestampdiff(SECOND, greatest(before_of_customer, before_at_address), accepted_at) AS seconds_since
FROM repairs
WHERE customer_no IS NOT NULL
