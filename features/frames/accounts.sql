-- The archive on the day: one row per customer not cancelled by then, as known then.
-- grain: customer_no
-- changes_on: the day on which an account is cancelled that is not yet
WITH versions AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY customer_no ORDER BY valid_from DESC) AS newest
    FROM {customers}
    WHERE valid_from < TIMESTAMP {cut_off}
)

SELECT
    versions.customer_no,
    versions.org_no,
    versions.transformer_no,
    versions.name,
    versions.address,
    versions.customer_sort,
    versions.elec_type,
    versions.trade,
    versions.voltage,
    versions.load_attribute,
    versions.high_energy_industry,
    versions.urban_rural,
    versions.contract_kva,
    versions.status,
    versions.time_of_use,
    versions.prepaid,
    versions.meter_no,
    versions.meter_type,
    versions.connected_on,
    versions.important,
    versions.cancelled_on AS changes_on
FROM versions
WHERE
    versions.newest = 1
    AND coalesce(versions.status, '0') <> '9'
    AND (versions.cancelled_on IS NULL OR versions.cancelled_on > DATE {as_of})
