"""The sample circuit of IEEE Std 1366, to every printed digit: outages of one year of 2,000 customers.

The rows are reconstructed so that they add up to the totals printed there (3,215 customers, 172,219.5 minutes, which
come of durations rounded to three digits). The customers of each outage are not printed; the test names some that
make 1,800 customers interrupted, as printed. Loads are checked by hand alone.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest

from gridtag.models.reliability.indices import indices
from gridtag.models.reliability.interruptions import MINUTE_MS, joined
from gridtag.models.reliability.major_event_days import t_med
from gridtag.models.reliability.sums import Limits, sums

OUTAGES = """
began                minutes  customers  kva
1994-03-17T12:12:20  8.17     200        800
1994-04-15T18:23:56  0.5      400        1600
1994-05-05T00:23:10  71.3     600        1800
1994-06-12T23:17:00  30.3     25         75
1994-07-06T09:30:10  1        2000       4000
1994-08-20T15:45:39  267.2    90         500
1994-08-31T08:20:00  120      700        2100
1994-09-03T17:10:00  10       1500       3000
1994-10-27T10:15:00  40       100        200
"""
SERVED, LOAD_KVA = 2_000, 4_000
PRINTED = {"saifi": "1.6075", "saidi": "86.110", "caidi": "53.567", "asai": "0.999836"}
PRINTED_OF_CUSTOMERS = {"ctaidi": "95.678", "caifi": "1.786"}


def outages() -> pd.DataFrame:
    lines = [line.split() for line in OUTAGES.split("\n")[2:-1]]
    start = [pd.Timestamp(began).value // 1_000_000 for began, *_ in lines]
    return pd.DataFrame(
        {
            "start_ms": start,
            "end_ms": [
                begin + round(float(line[1]) * MINUTE_MS) for begin, line in zip(start, lines, strict=True)
            ],
            "day": [pd.Timestamp(began).normalize() for began, *_ in lines],
            "customers": [int(line[2]) for line in lines],
            "load_va": [int(line[3]) * 1_000 for line in lines],
        }
    )


def customers() -> pd.DataFrame:
    """A row for each customer: the 700 of August and the 1,500 of September share 400, all others are among them."""
    whole = outages()
    rows = whole.loc[whole.index.repeat(whole["customers"])]
    place = rows.groupby(level=0).cumcount()
    first = pd.Series(0, index=whole.index)
    first[6] = 1_100
    who = (place + first.loc[rows.index].to_numpy()).map("K{:04}".format)
    return rows.assign(customer=who, customers=1).drop(columns="load_va").reset_index(drop=True)


def computed(table: pd.DataFrame) -> pd.Series:
    served, load = pd.Series([SERVED]), pd.Series([LOAD_KVA * 1_000])
    return indices(sums(joined(table), (), Limits()), 365, served, load).iloc[0]


def printed(figure: float, like: str) -> str:
    """Rounded as on paper: CTAIDI is 95.6775, and half goes up."""
    return str(Decimal(repr(float(figure))).quantize(Decimal(like), ROUND_HALF_UP))


def test_sums_are_the_published_ones() -> None:
    found = sums(joined(outages()), (), Limits()).iloc[0]
    assert (found["interrupted"], found["out_ms"] / MINUTE_MS, found["momentary"]) == (
        3_215,
        172_219.5,
        2_400,
    )
    of_customers = sums(joined(customers()), (), Limits()).iloc[0]
    assert (of_customers["customers_out"], of_customers["interrupted"]) == (1_800, 3_215)
    assert of_customers["out_ms"] == found["out_ms"]


@pytest.mark.parametrize("name", PRINTED)
def test_indices_of_outages(name: str) -> None:
    assert printed(computed(outages())[name], PRINTED[name]) == PRINTED[name]


@pytest.mark.parametrize("name", [*PRINTED, *PRINTED_OF_CUSTOMERS])
def test_indices_of_customers(name: str) -> None:
    awaited = (PRINTED | PRINTED_OF_CUSTOMERS)[name]
    assert printed(computed(customers())[name], awaited) == awaited


def test_indices_of_load_by_hand() -> None:
    found = computed(outages())
    kva = (800, 1800, 75, 500, 2100, 3000, 200)
    minutes = (8.17, 71.3, 30.3, 267.2, 120, 10, 40)
    assert found["asifi"] == pytest.approx(sum(kva) / LOAD_KVA)
    assert found["asidi"] == pytest.approx(sum(a * b for a, b in zip(kva, minutes, strict=True)) / LOAD_KVA)


def test_threshold_of_the_example() -> None:
    assert f"{t_med(-0.55, 1.90):.2f}" == "66.69"
