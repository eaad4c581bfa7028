"""The serving database, SQLite and PostgreSQL alike: published in batches, found by every key, gone when gone."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtag.errors import GridtagError
from gridtag.jobs import card_lookup, serving
from gridtag.jobs.cli import main
from gridtag.jobs.serving import Card, Database

SECRET = "a key for tests"


def card(number: str, *keys: tuple[str, str, float], name: str = "张*") -> Card:
    return Card(number, keys, json.dumps({"name": name, "situations": []}, ensure_ascii=False))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = serving.url_of(
        "" if request.param == "sqlite" else os.environ["GRIDTAG_TEST_POSTGRES_URL"], tmp_path
    )
    with serving.opened(url, make=True) as database:
        database.clear()
        database.connection.commit()
        yield database


def numbers(database: Database, kind: str, key: str) -> list[tuple[str, float]]:
    return [(row["name"], row["confidence"]) for row in serving.look_up(database, kind, key)]


def test_a_card_is_found_by_every_key_the_surest_first(database: Database) -> None:
    cards = [
        card("1", ("phone", "p", 0.475), ("meter", "m1", 0.9), name="甲"),
        card("2", ("phone", "p", 0.3), name="乙"),
        card("3", ("phone", "p", 0.475), name="丙"),
    ]
    assert serving.publish(database, cards, {"version": "1"}) == 3
    assert numbers(database, "customer", "2") == [("乙", 1.0)]
    assert numbers(database, "meter", "m1") == [("甲", 0.9)]
    assert numbers(database, "phone", "p") == [("甲", 0.475), ("丙", 0.475), ("乙", 0.3)]
    assert numbers(database, "phone", "m1") == [] == numbers(database, "customer", "9")


def test_a_changed_card_loses_its_former_keys_and_one_that_is_gone_all(database: Database) -> None:
    serving.publish(database, [card("1", ("phone", "p", 0.9)), card("2", ("meter", "m", 0.9))], {})
    serving.publish(database, [card("1", ("phone", "q", 0.6), name="李*"), Card("2", (), None)], {})
    assert numbers(database, "phone", "p") == [] == numbers(database, "meter", "m")
    assert numbers(database, "phone", "q") == [("李*", 0.6)]
    assert numbers(database, "customer", "2") == []


def test_more_customers_than_a_batch_and_one_that_fails_leaves_no_note(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "BATCH", 2)

    def cut_off() -> Iterator[Card]:
        yield from (card(str(number)) for number in range(3))
        raise OSError("the line is cut")

    with pytest.raises(OSError, match="the line is cut"):
        serving.publish(database, cut_off(), {"version": "1"})
    database.connection.rollback()
    assert serving.published(database) == {}
    assert serving.publish(database, (card(str(number)) for number in range(5)), {"version": "1"}) == 5
    assert serving.published(database) == {"version": "1"}
    assert database.execute("SELECT count(*) FROM cards")[0][0] == 5


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://x", "GRIDTAG_SERVING takes sqlite:///<file> or postgresql://"),
        ("postgresql://nobody:x@127.0.0.1:1/none", "PostgreSQL at 127.0.0.1:1 cannot be reached, or refuses"),
        ("postgresql://nobody", "the PostgreSQL URL is not of the form"),
        (
            "sqlite:///nowhere/cards.db",
            "no cards are published in nowhere/cards.db; run the step cards first",
        ),
    ],
)
def test_a_database_that_is_not_there_is_one_line(url: str, message: str) -> None:
    with pytest.raises(GridtagError, match=message), serving.opened(url):
        pass


def test_a_database_without_cards_is_one_line(tmp_path: Path) -> None:
    """Neither one that is not ours nor one whose first publishing was cut off."""
    url = f"sqlite:///{tmp_path / 'cards.db'}"
    (tmp_path / "cards.db").touch()
    with pytest.raises(GridtagError, match="no cards have been published"), serving.opened(url):
        pass
    with serving.opened(url, make=True) as database:
        database.write("cards", [("1", "{}")])
        with pytest.raises(GridtagError, match="no cards have been published"):
            card_lookup.cards(database, "customer", ["1"])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("", "", "", ""), "give one of a customer number, --phone, --meter or --address"),
        (("1", "", "m", ""), "give one of a customer number, --phone, --meter or --address"),
        (("", "", "", "文新小区1幢101室"), "--address takes county and door"),
        (("", "12", "", ""), "--phone takes 11 digits, or a landline with its area code"),
    ],
)
def test_exactly_one_key_is_asked_for(given: tuple[str, str, str, str], message: str) -> None:
    with pytest.raises(GridtagError, match=message):
        card_lookup.asked(*given, SECRET)


def test_a_phone_is_looked_up_by_its_pseudonym_however_it_is_written() -> None:
    kind, (key,) = card_lookup.asked("", "0571-12345678", "", "", SECRET)
    assert kind == "phone" and "12345678" not in key
    assert card_lookup.asked("", "057112345678", "", "", SECRET) == (kind, [key])
    with pytest.raises(GridtagError, match="GRIDTAG_SECRET"):
        card_lookup.asked("", "057112345678", "", "", "")


CARD = {
    "name": "张*", "address": "某省某市某区某某小区***", "org_no": "334010101",
    "arrears_fen": 1230, "months_overdue": 2,
    "outage": {"started_at": "2026-10-30T18:00:00.000+08:00", "outage_id": "O1", "kind": "fault"},
    "tickets": [{"accepted_at": "2026-10-30T19:00:00.000+08:00", "ticket_no": "K1"}],
    "tags": ["T050"], "situations": ["outage", "ticket"],
}  # fmt: skip
REASON = {"code": "Q2", "title": "信息查询·停电信息", "share": 0.61, "calls": 12,
          "knowledge": [{"item_no": "1", "title": "故障停电如何处理"}]}  # fmt: skip
SHOWN = """
识别置信度  100%
户名  张*
地址  某省某市某区某某小区***
供电单位  334010101
停电  2026-10-30T18:00 起，故障停电
欠费  12.30 元，逾期 2 期
未办结工单  K1 2026-10-30T19:00
标签  高频来电客户
情形  正在停电、有未办结工单
可能来意  信息查询·停电信息 61%（12 次） 故障停电如何处理
卡片日期  2026-10-31
"""


def test_the_command_line_shows_a_card(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = [{"situations": ["outage", "ticket"], "reasons": [REASON]}]
    notes = {"as_of": "2026-10-31", "reasons": json.dumps(told, ensure_ascii=False)}
    with serving.opened(serving.url_of("", tmp_path), make=True) as database:
        serving.publish(database, [Card("1", (), json.dumps(CARD, ensure_ascii=False))], notes)

    def shown(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["customer", *words, "--out", str(tmp_path)])
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    rows = list(csv.reader(shown("1", "--format", "csv")[1].splitlines()))
    assert rows[1:] == [line.split("  ") for line in SHOWN.strip().splitlines()]
    (card,) = json.loads(shown("1", "--format", "json")[1])
    assert card["reasons"] == [REASON] and card["tag_titles"] == ["高频来电客户"]
    code, out, said = shown("2")
    assert (code, out) == (1, "") and said.startswith("gridtag: no card is found by this customer")
