-- Contacts of known customers by telephone and other channels, the legs of a transferred call put together.
-- grain: contact
-- rating: the worst key pressed in any leg; same_theme_seconds: since the contact before on the same theme that was
-- not abandoned, so that dialling again at once after giving up is no new demand; latest: the last of the customer's
-- rated or unrated contacts
WITH legs AS (
    SELECT
        *,
        coalesce(master_contact_id, contact_id) AS contact
    FROM {calls}
),

contacts AS (
    SELECT
        contact,
        channel,
        direction = 'in' AS inbound,
        calling_no,
        from_registered_no,
        identified_by,
        ivr_result,
        ivr_path,
        theme,
        business_level1,
        agent_no,
        started_at,
        row_number() OVER (PARTITION BY contact ORDER BY started_at, contact_id) AS leg,
        count(*) OVER (PARTITION BY contact) AS legs,
        max(customer_no) OVER (PARTITION BY contact) AS customer_no,
        sum(queue_seconds) OVER (PARTITION BY contact) AS queue_seconds,
        sum(CASE WHEN answered_at IS NOT NULL THEN talk_seconds END) OVER (PARTITION BY contact) AS talk_seconds,
        sum(hold_seconds) OVER (PARTITION BY contact) AS hold_seconds,
        sum(transfers) OVER (PARTITION BY contact) AS transfers,
        max(CASE WHEN answered_at IS NOT NULL THEN 1 ELSE 0 END) OVER (PARTITION BY contact) = 1 AS answered,
        min(CASE WHEN abandoned THEN 1 ELSE 0 END) OVER (PARTITION BY contact) = 1 AS abandoned,
        max(CASE WHEN rating_offered THEN 1 ELSE 0 END) OVER (PARTITION BY contact) = 1 AS rating_offered,
        max(rating) OVER (PARTITION BY contact) AS rating,
        max(CASE WHEN array_join(keywords, '|') RLIKE '态度|不满|太差|没有通知|频繁停电|经常停电' THEN 1 ELSE 0 END)
            OVER (PARTITION BY contact) = 1 AS negative_words,
        max(CASE WHEN array_join(keywords, '|') RLIKE '12345|12398|媒体|记者|曝光|上访|市长热线' THEN 1 ELSE 0 END)
            OVER (PARTITION BY contact) = 1 AS escalation_words,
        max(CASE WHEN array_join(keywords, '|') RLIKE '律师|起诉|法院|赔偿|索赔|消协' THEN 1 ELSE 0 END)
            OVER (PARTITION BY contact) = 1 AS legal_words
    FROM legs
)

SELECT
    customer_no,
    started_at,
    cast(started_at AS DATE) AS day,
    hour(started_at) AS hour,
    datediff(cast(started_at AS DATE), DATE '2000-01-03') % 7 >= 5 AS weekend,
    channel,
    inbound,
    inbound AND channel = 'phone' AS phone_in,
    calling_no,
    from_registered_no,
    identified_by,
    ivr_result,
    size(ivr_path) AS ivr_depth,
    array_join(ivr_path, '>') AS menu_path,
    theme,
    business_level1,
    agent_no,
    queue_seconds,
    talk_seconds,
    hold_seconds,
    coalesce(transfers, 0) > 0 OR legs > 1 AS transferred,
    answered,
    abandoned,
    rating_offered,
    5 - rating AS score,
    row_number() OVER (PARTITION BY customer_no, inbound, rating IS NULL ORDER BY started_at DESC, contact DESC) = 1
        AS latest,
    negative_words,
    escalation_words,
    legal_words,
    count(*) OVER (PARTITION BY customer_no, channel, inbound, cast(started_at AS DATE)) AS contacts_of_day,
    lag(cast(started_at AS DATE)) OVER (PARTITION BY customer_no, channel, inbound ORDER BY started_at, contact)
        AS day_before,
    timestampdiff(
        SECOND,
        lag(started_at)
            OVER (PARTITION BY customer_no, theme, inbound AND NOT abandoned ORDER BY started_at, contact),
        started_at
    ) AS same_theme_seconds
FROM contacts
WHERE leg = 1 AND customer_no IS NOT NULL AND cast(started_at AS DATE) <= DATE {as_of}
