"""Consent, care, arrears and channel: rule by rule."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from pyspark.sql import DataFrame, SparkSession

from gridtag.models import campaign as rules
from tests.features.silver_rows import spark_frame
from tests.models.tables import rows

DAY, UNTIL = date(2026, 10, 31), datetime(2026, 11, 1)

CONSENTS = """
customer_no  consent_no  granted_at           withdrawn_at         updated_at           says
A            1           2025-01-01 00:00:00  -                    2025-01-01 00:00:00  true
B            1           2025-01-01 00:00:00  2026-01-01 00:00:00  2026-01-01 00:00:00  false
C            1           2025-01-01 00:00:00  2026-01-01 00:00:00  2026-01-01 00:00:00  true
C            2           2026-03-01 00:00:00  -                    2026-03-01 00:00:00  -
D            1           2025-01-01 00:00:00  -                    2025-01-01 00:00:00  false
D            2           2026-03-01 00:00:00  2026-04-01 00:00:00  2026-04-01 00:00:00  -
E            1           2026-11-02 00:00:00  -                    2026-11-02 00:00:00  -
F            1           2025-01-01 00:00:00  2026-11-02 00:00:00  2026-10-30 00:00:00  true
"""
CARE = """
customer_no  care_no  status  starts_on   expires_on  cared
A            1        active  2020-01-01  -           yes
B            2        ended   2020-01-01  -           no
C            3        active  2020-01-01  2026-10-31  yes
D            4        active  2020-01-01  2026-10-30  no
E            5        active  2026-11-01  -           no
F            6        active  -           -           yes
"""
CONTACTS = """
customer_no  contact_no  role     phone          verified_at          birth_year  do_not_call  app_bound  wechat_bound
A            1           owner    12011111111    2024-01-01 00:00:00  1950        false        false      true
A            2           billing  12022222222    -                    1980        false        true       false
B            3           billing  12x            2024-01-01 00:00:00  1950        false        false      false
B            4           owner    12033333333    -                    1960        false        false      false
C            5           owner    12044444444    2024-01-01 00:00:00  1970        false        false      false
C            6           owner    12055555555    2025-01-01 00:00:00  1971        true         false      false
D            7           owner    -              -                    1972        false        false      false
"""
CHOSEN = {
    "A": ("12022222222", 1980, False, True, True),
    "B": ("12033333333", 1960, False, False, False),
    "C": ("12055555555", 1971, True, False, False),
    "D": (None, 1972, False, False, False),
}


def numbers(frame: DataFrame) -> set[str]:
    return {row["customer_no"] for row in frame.collect()}


def test_the_latest_consent_decides(spark: SparkSession) -> None:
    told = [row | {"purpose": "marketing"} for row in rows(CONSENTS)]
    silver = spark_frame(spark, "consents", [{k: v for k, v in row.items() if k != "says"} for row in told])
    found = rules.consented(silver, "marketing", UNTIL).collect()
    says = {row["customer_no"]: row["says"] for row in told if row["says"]}
    assert {row["customer_no"]: str(row["consented"]).lower() for row in found} == says
    assert rules.consented(silver, "profiling", UNTIL).isEmpty()


def test_care_counts_from_its_start_to_its_last_day(spark: SparkSession) -> None:
    told = rows(CARE)
    silver = spark_frame(
        spark, "care_register", [{k: v for k, v in row.items() if k != "cared"} for row in told]
    )
    assert numbers(rules.in_care(silver, DAY)) == {
        row["customer_no"] for row in told if row["cared"] == "yes"
    }


def test_one_contact_speaks_for_a_customer(spark: SparkSession) -> None:
    found = rules.contact(spark_frame(spark, "contacts", rows(CONTACTS))).collect()
    names = ("phone", "birth_year", "do_not_call", "app_bound", "wechat_bound")
    assert {row["customer_no"]: tuple(row[name] for name in names) for row in found} == CHOSEN


def test_cuts_complaints_and_touches(spark: SparkSession) -> None:
    dunning = [
        {"customer_no": "A", "method": "cut", "sent_at": "2026-10-02 10:00:00"},
        {"customer_no": "B", "method": "cut", "sent_at": "2026-10-01 10:00:00"},
        {"customer_no": "C", "method": "sms", "sent_at": "2026-10-20 10:00:00"},
    ]
    outages = [
        {"customer_no": "D", "kind": "arrears", "started_at": "2026-10-20 10:00:00"},
        {"customer_no": "E", "kind": "fault", "started_at": "2026-10-20 10:00:00"},
    ]
    cut = rules.cut_lately(
        spark_frame(spark, "dunning", dunning), spark_frame(spark, "outages", outages), DAY
    )
    assert numbers(cut) == {"A", "D"}
    tickets = [
        {"customer_no": "A", "business_code": "T22"},
        {"customer_no": "B", "business_code": "T22", "closed_at": "2026-10-20 10:00:00"},
        {"customer_no": "C", "business_code": "T22", "closed_at": "2026-11-01 00:00:00"},
        {"customer_no": "D", "business_code": "R21"},
        {"customer_no": "E", "business_code": "T22", "is_test": "true"},
    ]
    assert numbers(rules.complaining(spark_frame(spark, "tickets", tickets), UNTIL)) == {"A", "C"}
    outcomes = [
        {"customer_no": "A", "contacted_at": "2026-10-02 09:00:00"},
        {"customer_no": "B", "contacted_at": "2026-10-01 09:00:00"},
        {"customer_no": "C"},
    ]
    assert numbers(rules.touched(spark_frame(spark, "campaign_outcomes", outcomes), DAY)) == {"A"}


def test_a_customer_counts_under_the_first_rule(spark: SparkSession) -> None:
    everyone = spark.createDataFrame([(name,) for name in "ABCDE"], "customer_no STRING")

    def some(names: str) -> DataFrame:
        return spark.createDataFrame([(name,) for name in names], "customer_no STRING")

    barred = {rule.name: some("") for rule in rules.RULES}
    barred |= {"no_consent": some("AA"), "care": some("AB"), "already_online": some("BCX")}
    found = {row["customer_no"]: row["rule"] for row in rules.judged(everyone, barred).collect()}
    assert found == {"A": "no_consent", "B": "care", "C": "already_online", "D": None, "E": None}
    steps = rules.waterfall(5, {"no_consent": 1, "care": 1, "already_online": 1})
    assert [(step, rule, removed, left) for step, rule, _, removed, left in steps if removed or not step] == [
        (0, "candidates", 0, 5),
        (1, "no_consent", 1, 4),
        (5, "care", 1, 3),
        (8, "already_online", 1, 2),
    ]
    assert [rule for _, rule, *_ in steps[1:]] == [rule.name for rule in rules.RULES]


def test_the_channel_is_what_is_bound_or_what_the_like_use(spark: SparkSession) -> None:
    payers = [(f"P{n}", "alipay" if n < 15 else "wechat", "K", "40 to 59") for n in range(25)]
    payers += [(f"Q{n}", "ewallet", "K", "to 39") for n in range(19)]
    groups = rules.favourites(
        spark.createDataFrame(
            payers, "customer_no STRING, pay_channel STRING, county_org_no STRING, age_group STRING"
        )
    )
    told = [
        ("1", True, True, "40 to 59", "app"),
        ("2", False, True, "40 to 59", "wechat"),
        ("3", False, False, "40 to 59", "alipay"),
        ("4", False, False, "to 39", "app"),
        ("5", None, None, "from 60", "app"),
    ]
    targets = spark.createDataFrame(
        [(*row[:4], "K") for row in told],
        "customer_no STRING, app_bound BOOLEAN, wechat_bound BOOLEAN, age_group STRING, county_org_no STRING",
    )
    found = {
        row["customer_no"]: row["recommended_channel"]
        for row in rules.with_channel(targets, groups).collect()
    }
    assert found == {row[0]: row[4] for row in told}


@pytest.mark.parametrize(
    ("born", "group"), [(1987, "to 39"), (1986, "40 to 59"), (1966, "from 60"), (None, "unknown")]
)
def test_age_groups(spark: SparkSession, born: int | None, group: str) -> None:
    frame = spark.createDataFrame([(born,)], "birth_year INT")
    assert frame.select(rules.age_group("birth_year", DAY)).first()[0] == group
