-- What the archive says of each customer on the day: account, contacts and consents.
-- grain: customer_no
-- marketing_consent: the last grant is later than every withdrawal; profiling_optout: withdrawn, not granted again
-- archive_conflicts: residential class against electricity type, voltage against class, urban or rural against
-- the transformer area
WITH people AS (
    SELECT
        customer_no,
        count(*) AS contacts,
        max(CASE WHEN phone RLIKE '^[01][0-9]+$' AND length(phone) BETWEEN 10 AND 12 THEN 1 ELSE 0 END) AS phone_present,
        max(CASE WHEN phone IS NOT NULL AND verified_at < TIMESTAMP {cut_off} THEN 1 ELSE 0 END) AS phone_verified,
        max(CASE WHEN sms_bill THEN 1 ELSE 0 END) AS sms_bill,
        max(CASE WHEN sms_outage THEN 1 ELSE 0 END) AS sms_outage,
        max(CASE WHEN sms_arrears THEN 1 ELSE 0 END) AS sms_arrears,
        max(CASE WHEN wechat_bound THEN 1 ELSE 0 END) AS wechat_bound,
        max(CASE WHEN app_bound THEN 1 ELSE 0 END) AS app_bound
    FROM {contacts}
    GROUP BY customer_no
),

phones AS (
    SELECT DISTINCT
        accounts.customer_no,
        accounts.name,
        contacts.phone
    FROM {accounts} AS accounts
    INNER JOIN {contacts} AS contacts ON accounts.customer_no = contacts.customer_no
    WHERE contacts.role = 'owner' AND contacts.phone IS NOT NULL
),

same_phone AS (
    SELECT
        customer_no,
        max(accounts) AS accounts,
        max(accounts_of_name) AS accounts_of_name
    FROM (
        SELECT
            customer_no,
            count(*) OVER (PARTITION BY phone) AS accounts,
            count(*) OVER (PARTITION BY phone, name) AS accounts_of_name
        FROM phones
    ) AS counted
    GROUP BY customer_no
),

consent AS (
    SELECT
        customer_no,
        max(CASE WHEN purpose = 'marketing' THEN granted_at END) AS marketing_granted,
        max(CASE WHEN purpose = 'marketing' AND withdrawn_at < TIMESTAMP {cut_off} THEN withdrawn_at END)
            AS marketing_withdrawn,
        max(CASE WHEN purpose = 'profiling' THEN granted_at END) AS profiling_granted,
        max(CASE WHEN purpose = 'profiling' AND withdrawn_at < TIMESTAMP {cut_off} THEN withdrawn_at END)
            AS profiling_withdrawn
    FROM {consents}
    WHERE granted_at < TIMESTAMP {cut_off}
    GROUP BY customer_no
)

SELECT
    accounts.*,
    DATE {as_of} AS day,
    CASE
        WHEN accounts.elec_type IN ('200', '201', '202') THEN 'residential'
        WHEN accounts.elec_type = '203' THEN 'school'
        WHEN accounts.elec_type LIKE '1%' THEN 'large_industry'
        WHEN accounts.elec_type LIKE '3%' THEN 'agriculture'
        WHEN accounts.elec_type LIKE '4%' THEN 'commercial'
        WHEN accounts.elec_type LIKE '5%' THEN 'wholesale'
        WHEN accounts.elec_type LIKE '8%' THEN 'photovoltaic'
        WHEN accounts.elec_type IS NOT NULL THEN 'other'
    END AS elec_group,
    coalesce(people.contacts, 0) AS contacts,
    coalesce(people.phone_present, 0) = 1 AS phone_present,
    coalesce(people.phone_verified, 0) = 1 AS phone_verified,
    coalesce(people.sms_bill, 0) = 1 AS sms_bill,
    coalesce(people.sms_outage, 0) = 1 AS sms_outage,
    coalesce(people.sms_arrears, 0) = 1 AS sms_arrears,
    coalesce(people.wechat_bound, 0) = 1 AS wechat_bound,
    coalesce(people.app_bound, 0) = 1 AS app_bound,
    coalesce(people.phone_present, 0) + coalesce(people.phone_verified, 0)
    + greatest(coalesce(people.sms_bill, 0), coalesce(people.sms_outage, 0), coalesce(people.sms_arrears, 0))
    + greatest(coalesce(people.wechat_bound, 0), coalesce(people.app_bound, 0)) AS contact_items,
    CASE WHEN accounts.name IS NOT NULL THEN 1 ELSE 0 END
    + CASE WHEN accounts.address IS NOT NULL THEN 1 ELSE 0 END
    + CASE WHEN accounts.transformer_no IS NOT NULL THEN 1 ELSE 0 END
    + CASE WHEN accounts.customer_sort IS NOT NULL THEN 1 ELSE 0 END
    + CASE WHEN accounts.elec_type IS NOT NULL THEN 1 ELSE 0 END
    + CASE WHEN accounts.urban_rural IS NOT NULL THEN 1 ELSE 0 END
    + CASE WHEN accounts.contract_kva IS NOT NULL THEN 1 ELSE 0 END
    + CASE WHEN accounts.meter_no IS NOT NULL THEN 1 ELSE 0 END
    + CASE WHEN accounts.connected_on IS NOT NULL THEN 1 ELSE 0 END
    + coalesce(people.phone_present, 0) AS archive_items,
    CASE
        WHEN (accounts.customer_sort = '03') <> (accounts.elec_type IN ('200', '201', '202')) THEN 1
        ELSE 0
    END
    + CASE
        WHEN (accounts.customer_sort = '01') = (accounts.voltage IN ('AC02202', 'AC03802')) THEN 1
        ELSE 0
    END
    + CASE WHEN accounts.urban_rural <> transformers.urban_rural THEN 1 ELSE 0 END AS archive_conflicts,
    coalesce(same_phone.accounts, 0) AS accounts_of_phone,
    coalesce(same_phone.accounts_of_name, 1) AS accounts_of_owner,
    coalesce(
        consent.marketing_granted > coalesce(consent.marketing_withdrawn, TIMESTAMP '1900-01-01 00:00:00'), false
    ) AS marketing_consent,
    coalesce(consent.profiling_withdrawn >= consent.profiling_granted, false) AS profiling_optout
FROM {accounts} AS accounts
LEFT JOIN people ON accounts.customer_no = people.customer_no
LEFT JOIN same_phone ON accounts.customer_no = same_phone.customer_no
LEFT JOIN consent ON accounts.customer_no = consent.customer_no
LEFT JOIN {transformers} AS transformers ON accounts.transformer_no = transformers.transformer_no
