"""No real person can be reached, and customers hang on the organisations and the network there are."""

import re
from pathlib import Path

import polars as pl

from gridtag.sample.landing import latest, read
from tests.mobiles import MOBILE


def numbers(landing: Path) -> pl.Series:
    owners = read(landing, "contacts")["PHONE"]
    callers = read(landing, "calls", ("ani",))["ani"]
    told = read(landing, "tickets")["CALLING_NO"]
    return pl.concat([owners, callers, told]).drop_nulls().unique()


def test_no_number_can_reach_anyone(landing: Path) -> None:
    for number in numbers(landing):
        assert re.fullmatch(r"12[489]\d{6,8}", number), number


def test_texts_hold_no_number_of_a_mobile(landing: Path) -> None:
    content = read(landing, "tickets")["ACCEPT_CONTENT"].drop_nulls()
    assert not [text for text in content if MOBILE.search(text)]
    assert content.str.contains(r"联系电话12[489]\d{8}").sum() > 50


def test_accounts_have_ten_digits(landing: Path) -> None:
    accounts = read(landing, "customers")["CONS_NO"].unique()
    assert accounts.str.contains(r"^[1-9]\d{9}$").all()


def test_organisations_by_length(landing: Path) -> None:
    organisations = latest(read(landing, "organisations"), "ORG_NO", "VALID_FROM")
    lengths = {"hq": 1, "province": 2, "city": 5, "county": 7, "station": 9}
    for level, length in lengths.items():
        rows = organisations.filter(pl.col("ORG_LEVEL") == level)
        assert rows.height and (rows["ORG_NO"].str.len_chars() == length).all()
    below = organisations.filter(pl.col("ORG_LEVEL").is_in(["city", "county", "station"]))
    assert below.filter(~pl.col("ORG_NO").str.starts_with(pl.col("P_ORG_NO"))).height == 0
    assert set(below["P_ORG_NO"]) <= set(organisations["ORG_NO"])


def test_two_counties_merge(landing: Path) -> None:
    organisations = latest(read(landing, "organisations"), "ORG_NO", "VALID_FROM")
    ended = organisations.filter(pl.col("VALID_TO").is_not_null())
    assert set(ended["ORG_LEVEL"]) == {"county", "station"}
    assert set(ended["SUCCESSOR_NO"]) <= set(organisations["ORG_NO"])
    (day,) = set(ended["VALID_TO"])
    late = read(landing, "tickets").filter(pl.col("HANDLE_TIME").is_between(pl.lit(day), pl.lit("2027")))
    assert not set(late["ORG_NO"]) & set(ended["ORG_NO"])


def test_every_customer_hangs_on_a_known_area(landing: Path) -> None:
    customers = latest(read(landing, "customers"), "CONS_NO")
    areas = latest(read(landing, "transformers"), "TG_NO")
    feeders = read(landing, "feeders")["LINE_NO"]
    stations = read(landing, "organisations").filter(pl.col("ORG_LEVEL") == "station")["ORG_NO"]
    assert set(customers["TG_NO"]) <= set(areas["TG_NO"])
    assert set(areas["LINE_NO"]) <= set(feeders)
    assert set(customers["ORG_NO"]) <= set(stations)
    inside = areas["LONGITUDE"].cast(pl.Float64).is_between(118.5, 122) & areas["LATITUDE"].cast(
        pl.Float64
    ).is_between(28, 31)
    assert inside.all()


def test_renumbered_accounts_go_on(landing: Path) -> None:
    renumbered = pl.read_csv(landing / "_truth" / "renumbered.csv", infer_schema=False)
    customers = latest(read(landing, "customers"), "CONS_NO")
    new = customers.filter(pl.col("CONS_NO_OLD").is_not_null())
    assert set(new["CONS_NO"]) == set(renumbered["customer_no"])
    old = customers.filter(pl.col("CONS_NO").is_in(renumbered["former_customer_no"].implode()))
    assert old.height == renumbered.height and set(old["STATUS_CODE"]) == {"9"}
