-- The registered birth year of the account's owner, told as an age band on the day.
-- grain: customer_no
-- of several owners the entry updated last; changes_on: the next New Year, when everyone grows a year older
WITH owners AS (
    SELECT
        customer_no,
        year(DATE {as_of}) - birth_year AS age,
        row_number() OVER (PARTITION BY customer_no ORDER BY updated_at DESC, contact_no ASC) AS newest
    FROM {contacts}
    WHERE role = 'owner' AND birth_year BETWEEN 1900 AND year(DATE {as_of})
)

SELECT
    customer_no,
    DATE {as_of} AS day,
    CASE
        WHEN age < 18 THEN '0-17'
        WHEN age < 35 THEN '18-34'
        WHEN age < 60 THEN '35-59'
        WHEN age < 70 THEN '60-69'
        WHEN age < 80 THEN '70-79'
        ELSE '80+'
    END AS age_band,
    cast(concat(cast(year(DATE {as_of}) + 1 AS STRING), '-01-01') AS DATE) AS changes_on
FROM owners
WHERE newest = 1
