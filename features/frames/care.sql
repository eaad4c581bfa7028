-- Care registrations in force on the day: active, begun, and not past their last day.
-- grain: customer_no
-- expire_days: to the nearest last day; changes_on: the next day on which one begins, ends or comes nearer to its end
WITH told AS (
    SELECT
        customer_no,
        care_type,
        status,
        starts_on,
        expires_on,
        status = 'active'
        AND coalesce(starts_on <= DATE {as_of}, true)
        AND coalesce(expires_on >= DATE {as_of}, true) AS in_force
    FROM {care_register}
)

SELECT
    customer_no,
    DATE {as_of} AS day,
    max(CASE WHEN in_force AND care_type = 'lowinc' THEN 1 ELSE 0 END) = 1 AS lowinc,
    max(CASE WHEN in_force AND care_type = 'wubao' THEN 1 ELSE 0 END) = 1 AS wubao,
    max(CASE WHEN in_force AND care_type = 'disabled' THEN 1 ELSE 0 END) = 1 AS disabled,
    max(CASE WHEN in_force AND care_type = 'life_support' THEN 1 ELSE 0 END) = 1 AS life_support,
    max(CASE WHEN in_force AND care_type = 'elderly' THEN 1 ELSE 0 END) = 1 AS elderly,
    max(CASE WHEN in_force AND care_type = 'left_behind' THEN 1 ELSE 0 END) = 1 AS left_behind,
    max(CASE WHEN in_force THEN 1 ELSE 0 END) = 1 AS any_kind,
    min(CASE WHEN in_force THEN datediff(expires_on, DATE {as_of}) END) AS expire_days,
    least(
        min(CASE WHEN status = 'active' AND starts_on > DATE {as_of} THEN starts_on END),
        max(CASE WHEN in_force AND expires_on IS NOT NULL THEN DATE {as_of} + 1 END)
    ) AS changes_on
FROM told
GROUP BY customer_no
