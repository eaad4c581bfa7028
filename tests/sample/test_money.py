"""Bills and payments are exact to the fen and the Wh."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import polars as pl

from gridtag.sample import tariff
from gridtag.sample.columns import decimal_column, money_text
from gridtag.sample.landing import latest, read


def cost(energy: list[int], before: list[int], timed: bool = False, household: bool = True) -> tariff.Charge:
    size = len(energy)
    return tariff.charge(
        np.array(energy), np.array(before), np.full(size, household), np.full(size, timed),
        np.full(size, "202" if household else "405", dtype=object), np.full(size, 8), np.full(size, 0.5),
    )  # fmt: skip


def test_annual_ladder() -> None:
    """2,760 and 4,800 kWh a year; 0.538, 0.588 and 0.838 yuan a kWh."""
    found = cost([100_000, 100_000, 100_000, 3_000_000], [0, 2_700_000, 4_750_000, 2_000_000])
    assert found.tier2.tolist() == [0, 40_000, 50_000, 2_040_000]
    assert found.tier3.tolist() == [0, 0, 50_000, 200_000]
    expected = (
        53.80,
        60 * 0.538 + 40 * 0.588,
        50 * 0.588 + 50 * 0.838,
        760 * 0.538 + 2040 * 0.588 + 200 * 0.838,
    )
    assert found.amount.tolist() == [round(100 * value) for value in expected]


def test_peak_and_valley() -> None:
    found = cost([100_000], [0], timed=True)
    assert (found.peak[0], found.valley[0], found.flat[0]) == (50_000, 50_000, 0)
    assert found.amount[0] == round(100 * (50 * 0.568 + 50 * 0.288))


def test_decimals_are_exact() -> None:
    values = np.array([0, 1, -1, 123_456_789, -99, 10**11])
    assert decimal_column(values, 2).to_list() == [Decimal(int(value)).scaleb(-2) for value in values]
    assert money_text(values[:4]).to_list() == ["0.00", "0.01", "-0.01", "1234567.89"]
    assert decimal_column(values[:2], 3, known=np.array([True, False])).to_list() == [Decimal("0.000"), None]


def test_household_bills_follow_the_tariff(landing: Path) -> None:
    bills = latest(read(landing, "bills"), "CONS_NO", "RCVBL_YM")
    bills = bills.filter(
        (pl.col("CONS_SORT_CODE") == "03") & (pl.col("RCVBL_AMT") >= 0) & (pl.col("T_PQ") >= 0)
    )
    flat = bills.filter(pl.col("PQ_PEAK").is_null() & pl.col("ELEC_TYPE_CODE").is_in(["201", "202"])).head(
        2000
    )
    for row in flat.iter_rows(named=True):
        first = row["T_PQ"] - row["PQ_TIER2"] - row["PQ_TIER3"]
        exact = (
            first * Decimal("0.538") + row["PQ_TIER2"] * Decimal("0.588") + row["PQ_TIER3"] * Decimal("0.838")
        )
        assert row["RCVBL_AMT"] == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    timed = bills.filter(pl.col("PQ_PEAK").is_not_null())
    total = timed["PQ_PEAK"] + timed["PQ_FLAT"] + timed["PQ_VALLEY"]
    assert (total == timed["T_PQ"]).all()


def test_bills_are_paid_to_the_fen(landing: Path) -> None:
    bills = latest(read(landing, "bills"), "CONS_NO", "RCVBL_YM").filter(pl.col("RCVBL_AMT") > 0)
    paid = latest(read(landing, "payments"), "PAY_NO")
    paid = paid.with_columns(pl.col("RCVED_AMT").cast(pl.Decimal(12, 2), strict=False))
    sums = paid.group_by("CONS_NO", "RCVBL_YM").agg(pl.col("RCVED_AMT").sum(), pl.len())
    both = bills.filter(pl.col("RCVBL_YM") < "202604").join(sums, on=["CONS_NO", "RCVBL_YM"])
    assert both.filter(pl.col("len") > 1).height > 50
    wrong = both.filter(pl.col("RCVED_AMT") != pl.col("RCVBL_AMT"))
    assert wrong.height <= 0.003 * both.height


def test_corrected_bills_come_again_under_the_same_key(landing: Path) -> None:
    bills = read(landing, "bills").filter(pl.col("CONS_NO").is_not_null())
    jumps = pl.read_csv(landing / "_truth" / "bill_jumps.csv", infer_schema=False)
    misread = jumps.filter(pl.col("cause").is_in(["wrong_reading", "tariff_swap"])).head(20)
    for row in misread.iter_rows(named=True):
        sent = bills.filter(
            (pl.col("CONS_NO") == row["customer_no"]) & (pl.col("RCVBL_YM") == row["bill_month"])
        )
        if row["bill_month"] < "202609":
            assert sent["RCVBL_AMT"].n_unique() >= 2, row
