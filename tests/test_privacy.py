"""Masks, pseudonyms and keyed draws."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from gridtag import privacy
from gridtag.errors import GridtagError
from tests.mobiles import MOBILE

ROOT = Path(__file__).parents[1]
FOLDERS = [
    "dags",
    "docs",
    "expectations",
    "features",
    "gridtag",
    "jobs",
    "models",
    "sample",
    "scripts",
    "sql",
    "tests",
]
TEXTS = {".csv", ".html", ".js", ".json", ".md", ".py", ".sql", ".txt"}
MASKS = [
    (privacy.mask_phone, "12345678901", "123****8901"),
    (privacy.mask_phone, "0571-87654321", "0571-******21"),
    (privacy.mask_phone, "057187654321", "0571-******21"),
    (privacy.mask_phone, "8765", "****"),
    (privacy.mask_phone, None, None),
    (privacy.mask_name, "张三", "张*"),
    (privacy.mask_name, "张三丰", "张**"),
    (privacy.mask_name, "欧阳修", "欧阳*"),
    (privacy.mask_name, "欧阳", "欧*"),
    (privacy.mask_name, "王", "王*"),
    (privacy.mask_name, "恒达纺织有限公司", "恒达******"),
    (privacy.mask_name, "便民药店", "便民**"),
    (privacy.mask_address, "杭州市西湖区学院路12号金桂花园3幢501室", "杭州市西湖区学院路12号金桂花园***"),
    (privacy.mask_address, "松阳县古市镇上坞村3组12号", "松阳县古市镇上坞村***"),
    (privacy.mask_address, "浙江省杭州市西湖区学院路12号", "浙江省杭州市西湖区***"),
    (privacy.mask_address, "学院路12号", "***"),
    (privacy.mask_customer_no, "3300006789", "33****6789"),
    (privacy.mask_customer_no, "12345", "*****"),
    (privacy.mask_customer_no, None, None),
]
PHONES = [
    ("12345678901", True),
    ("0571-87654321", True),
    ("05718765432", True),
    ("1234567890", False),
    ("87654321", False),
    ("12345678901x", False),
    ("", False),
    (None, False),
]


@pytest.mark.parametrize(("mask", "text", "shown"), MASKS)
def test_masks(mask, text, shown):
    assert mask(text) == shown


def test_no_file_of_the_project_holds_a_number_of_a_mobile():
    texts = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.*") if path.suffix in TEXTS]
    assert len(texts) > 250
    assert [str(path) for path in texts if MOBILE.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(("text", "valid"), PHONES)
def test_phones_that_can_be_called(text, valid):
    assert privacy.is_phone(text) is valid


@given(st.text(max_size=30))
def test_masks_hide_something_of_any_text(text):
    for mask in (privacy.mask_phone, privacy.mask_name, privacy.mask_customer_no):
        assert mask(text) == text == "" or mask(text) != text or "*" in text


def test_pseudonyms_need_a_key_and_depend_on_it():
    first = privacy.pseudonym("one key", "3300000001")
    assert first == privacy.pseudonym("one key", "3300000001")
    assert first != privacy.pseudonym("another key", "3300000001")
    assert first != privacy.pseudonym("one key", "3300000002")
    assert len(first) == 32 and "33000" not in first
    with pytest.raises(GridtagError, match="GRIDTAG_SECRET"):
        privacy.pseudonym("", "3300000001")


def test_draws_are_uniform_and_apart_by_purpose():
    numbers = [f"33{number:08d}" for number in range(20_000)]
    drawn = [privacy.uniform_draw("key", "a", number) for number in numbers]
    assert all(0 <= value < 1 for value in drawn)
    tenths = [sum(tenth / 10 <= value < (tenth + 1) / 10 for value in drawn) for tenth in range(10)]
    assert all(abs(count - 2_000) < 250 for count in tenths)
    both = sum(
        value < 0.1 and privacy.uniform_draw("key", "b", number) < 0.1
        for value, number in zip(drawn, numbers, strict=True)
    )
    assert 100 < both < 300


def test_columns_are_masked_and_drawn_as_single_values_are(spark: SparkSession):
    listed = spark.createDataFrame([("3300006789",), ("12",), (None,)], "customer_no STRING")
    shown = listed.select(
        "customer_no",
        privacy.masked(privacy.mask_customer_no, "customer_no").alias("masked"),
        privacy.draws("key", "a", "customer_no").alias("drawn"),
    )
    for row in shown.collect():
        assert row["masked"] == privacy.mask_customer_no(row["customer_no"])
        number = row["customer_no"]
        assert row["drawn"] == (number and privacy.uniform_draw("key", "a", number))
    assert "key" not in shown._jdf.queryExecution().toString()
