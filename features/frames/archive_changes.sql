-- Changes between one version of a customer's archive entry and the next.
-- grain: customer_no, valid_from
WITH versions AS (
    SELECT
        customer_no,
        cast(valid_from AS DATE) AS day,
        name,
        meter_no,
        contract_kva,
        lag(valid_from) OVER (PARTITION BY customer_no ORDER BY valid_from) AS version_before,
        lag(name) OVER (PARTITION BY customer_no ORDER BY valid_from) AS name_before,
        lag(meter_no) OVER (PARTITION BY customer_no ORDER BY valid_from) AS meter_before,
        lag(contract_kva) OVER (PARTITION BY customer_no ORDER BY valid_from) AS contract_before
    FROM {customers}
    WHERE valid_from < TIMESTAMP {cut_off}
)

SELECT
    customer_no,
    day,
    coalesce(name <> name_before, false) AS renamed,
    coalesce(meter_no <> meter_before, false) AS meter_swapped,
    coalesce(contract_kva <> contract_before, false) AS capacity_changed
FROM versions
WHERE version_before IS NOT NULL
