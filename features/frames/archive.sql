-- What the archive says of each customer on the day: account, contacts and consents.
-- grain: customer_no
-- marketing_consent: the last grant is later than every withdrawal; profiling_optout: withdrawn, not granted again
-- archive_conflicts: residential class against electricity type, voltage against class, urban or rural against
-- the transformer area
-- meter_since: the day of the last meter swap, else of the connection where the archive knows the account since then
-- address_type: what the address names, a works before an estate, a village and a numbered street
-- address_precision: its finest part, 1 province, 2 city, 3 county, 4 town, 5 village or community, 6 road, group or
-- number, 7 estate or hamlet, 8 building, 9 room
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

meters AS (
    SELECT
        customer_no,
        min(day) AS known_since,
        max(CASE WHEN meter_no <> meter_before THEN day END) AS swapped_on
    FROM (
        SELECT
            customer_no,
            cast(valid_from AS DATE) AS day,
            meter_no,
            lag(meter_no) OVER (PARTITION BY customer_no ORDER BY valid_from) AS meter_before
        FROM {customers}
        WHERE valid_from < TIMESTAMP {cut_off}
    ) AS versions
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
    substring(accounts.trade, 1, 2) AS trade_group,
    CASE
        WHEN accounts.meter_no IS NULL THEN NULL
        WHEN meters.swapped_on IS NOT NULL THEN meters.swapped_on
        WHEN meters.known_since <= accounts.connected_on THEN accounts.connected_on
    END AS meter_since,
    CASE
        WHEN accounts.address RLIKE '厂房|工业园|工业区|产业园|园区' THEN 'works'
        WHEN accounts.address RLIKE '小区|新村|花园|花苑|家园|公寓|宿舍|[0-9]+(幢|栋|号楼|单元)' THEN 'estate'
        WHEN accounts.address RLIKE '村([^镇乡街路]|$)|[0-9]+(组|队)' THEN 'village'
        WHEN accounts.address RLIKE '(路|巷|弄|大道|街)[0-9]+' THEN 'street'
    END AS address_type,
    CASE
        WHEN accounts.address RLIKE '[0-9]+室' THEN '9'
        WHEN accounts.address RLIKE '[0-9]+(幢|栋|座|号楼|单元)' THEN '8'
        WHEN accounts.address RLIKE '小区|新村|花园|花苑|家园|公寓|宿舍|自然村' THEN '7'
        WHEN accounts.address RLIKE '[0-9]+(号|组|队)|路|巷|弄|大道|街([^道]|$)' THEN '6'
        WHEN accounts.address RLIKE '村([^镇乡街路]|$)|社区' THEN '5'
        WHEN accounts.address RLIKE '街道|镇|乡' THEN '4'
        WHEN accounts.address RLIKE '县|区' THEN '3'
        WHEN accounts.address RLIKE '市' THEN '2'
        WHEN accounts.address RLIKE '省' THEN '1'
    END AS address_precision,
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
    coalesce(
        consent.marketing_granted > coalesce(consent.marketing_withdrawn, TIMESTAMP '1900-01-01 00:00:00'), false
    ) AS marketing_consent,
    coalesce(consent.profiling_withdrawn >= consent.profiling_granted, false) AS profiling_optout
FROM {accounts} AS accounts
LEFT JOIN people ON accounts.customer_no = people.customer_no
LEFT JOIN consent ON accounts.customer_no = consent.customer_no
LEFT JOIN meters ON accounts.customer_no = meters.customer_no
LEFT JOIN {transformers} AS transformers ON accounts.transformer_no = transformers.transformer_no
