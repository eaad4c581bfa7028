-- Accounts whose owner has the same telephone number, and of those the ones under the same name.
-- grain: customer_no
WITH phones AS (
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
)

SELECT
    accounts.customer_no,
    DATE {as_of} AS day,
    coalesce(same_phone.accounts, 0) AS accounts_of_phone,
    coalesce(same_phone.accounts_of_name, 1) AS accounts_of_owner
FROM {accounts} AS accounts
LEFT JOIN same_phone ON accounts.customer_no = same_phone.customer_no
