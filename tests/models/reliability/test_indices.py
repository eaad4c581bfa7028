"""What holds whatever the outages: figures counted one customer at a time, and invariants."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtag.models.reliability.catalogue import BY_NAME, INDICES, Index, Need, cannot
from gridtag.models.reliability.indices import indices
from gridtag.models.reliability.interruptions import MINUTE_MS, joined
from gridtag.models.reliability.sums import Limits, added, sums
from tests.models.reliability.tables import Cut, counted, cuts, interruptions_of, rows_of

SERVED, DAYS = 20, 30


def computed(table: pd.DataFrame, limits: Limits = Limits(), served: int = SERVED) -> dict[str, float]:  # noqa: B008
    return indices(sums(table, (), limits), DAYS, pd.Series([served])).iloc[0].to_dict()


def same(found: dict[str, float], awaited: dict[str, float]) -> bool:
    return all(
        math.isnan(found[name]) if math.isnan(value) else found[name] == value
        for name, value in awaited.items()
    )


@given(cuts(), st.sampled_from([0, 1, 3, 5]), st.integers(1, 4), st.integers(0, 9), st.integers(0, 20))
@settings(max_examples=150, deadline=None)
def test_indices_are_those_counted_by_customer(
    found: list[Cut], momentary: int, n: int, s: int, t: int
) -> None:
    awaited = counted(found, SERVED, DAYS, momentary, n, s * 30, t * 30)
    told = computed(interruptions_of(found), Limits(momentary, n, s / 2, t / 2))
    for name, value in awaited.items():
        assert math.isnan(told[name]) if value is None else told[name] == float(value), name


@given(cuts(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_of_rows_is_irrelevant(found: list[Cut], random: object) -> None:
    turned = found.copy()
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert same(computed(interruptions_of(turned)), computed(interruptions_of(found)))


@given(cuts())
@settings(max_examples=60, deadline=None)
def test_saidi_is_saifi_times_caidi(found: list[Cut]) -> None:
    told = computed(interruptions_of(found))
    if told["saifi"]:
        assert told["saidi"] == pytest.approx(told["saifi"] * told["caidi"], rel=1e-12)
        assert told["saidi"] * SERVED == pytest.approx(
            told["ctaidi"] * len({cut[0] for cut in found if cut[2] - cut[1] > 5})
        )
    assert told["aihc"] * 60 == pytest.approx(told["saidi"], rel=1e-12)
    assert told["rs"] == pytest.approx(100 * told["asai"], rel=1e-12)


@given(cuts(), st.lists(st.floats(0.05, 0.95), min_size=25, max_size=25))
@settings(max_examples=60, deadline=None)
def test_records_that_touch_are_one_interruption(found: list[Cut], at: list[float]) -> None:
    """Cutting records in two where power did not come back changes no index."""
    split = [
        piece
        for (who, first, last), share in zip(found, at, strict=False)
        for piece in (
            (who, first, first + round((last - first) * share)),
            (who, first + round((last - first) * share), last),
        )
    ]
    assert same(computed(interruptions_of(split)), computed(interruptions_of(found)))


@given(cuts(), st.data())
@settings(max_examples=60, deadline=None)
def test_steps_of_restoration_keep_customer_minutes(found: list[Cut], data: st.DataObject) -> None:
    """One row for all customers of an outage, or one for those restored in each step."""
    sizes = [data.draw(st.integers(1, 40)) for _ in found]
    first = [data.draw(st.integers(0, size)) for size in sizes]
    whole = rows_of(found).drop(columns="customer").assign(customers=sizes)
    steps = pd.concat(
        [
            whole.assign(customers=first),
            whole.assign(customers=whole["customers"] - pd.Series(first, dtype="int64")),
        ]
    )
    for name in ("interrupted", "out_ms", "momentary"):
        told = [sums(joined(table), (), Limits())[name].iloc[0] for table in (whole, steps)]
        assert told[0] == told[1]


def test_an_outage_restored_in_steps_counts_each_customer_once() -> None:
    steps = rows_of([(0, 0, 30), (0, 0, 60)]).drop(columns="customer").assign(customers=[400, 600])
    told = computed(joined(steps), served=1_000)
    assert (told["saifi"], told["saidi"], told["caidi"]) == (1.0, 48.0, 48.0)


def test_a_customer_is_interrupted_once_by_one_outage() -> None:
    """Power came back for a while during restoration: one interruption, as long as power was away."""
    rows = rows_of([(1, 0, 30), (1, 40, 60), (1, 500, 520)], outage=["A", "A", "B"])
    told = computed(joined(rows))
    assert (told["saifi"] * SERVED, told["saidi"] * SERVED) == (2, 70)


@given(cuts(), st.lists(st.sampled_from(["planned", "fault"]), min_size=25, max_size=25))
@settings(max_examples=40, deadline=None)
def test_kinds_add_up(found: list[Cut], kinds: list[str]) -> None:
    table = interruptions_of(found, kind=kinds[: len(found)])
    whole = sums(table, (), Limits()).iloc[0]
    parts = [sums(table[table["kind"] == kind], (), Limits()).iloc[0] for kind in ("planned", "fault")]
    for name in ("rows", "interrupted", "out_ms", "momentary"):
        assert whole[name] == parts[0][name] + parts[1][name]


@given(cuts(), st.lists(st.integers(0, 2), min_size=12, max_size=12), st.tuples(*[st.integers(12, 90)] * 3))
@settings(max_examples=60, deadline=None)
def test_region_is_the_weighted_mean_of_its_children(
    found: list[Cut], home: list[int], served: tuple[int, ...]
) -> None:
    table = interruptions_of(found, feeder=[f"F{home[cut[0]]}" for cut in found])
    groups = pd.Series(served, index=pd.Index(["F0", "F1", "F2"], name="feeder"))
    children = sums(table, ["feeder"], Limits()).reindex(groups.index, fill_value=0)
    region = sums(table, (), Limits())
    assert (children.sum() == region.iloc[0]).all()
    told = indices(children, DAYS, groups)
    whole = indices(region, DAYS, pd.Series([sum(served)])).iloc[0]
    for name in ("saifi", "saidi", "asai", "maifi", "cemi", "cemsmi", "celid_s", "celid_t"):
        assert whole[name] == pytest.approx((told[name] * groups).sum() / sum(served), abs=1e-12)


@given(cuts(), st.integers(0, 25))
@settings(max_examples=40, deadline=None)
def test_sums_of_parts_add_up(found: list[Cut], place: int) -> None:
    table = interruptions_of(found, feeder=[f"F{cut[0]}" for cut in found])
    left = table["customer"] < f"C{place:03}"
    parts = [sums(table[side], ["feeder"], Limits()) for side in (left, ~left)]
    assert added(parts).sort_index().equals(sums(table, ["feeder"], Limits()))


LIMIT_CASES = """
minutes  strictly  momentary  many  long_once  long_in_all
300      no        0          2     1          1
300      yes       0          0     0          0
301      yes       0          0     1          1
5        no        1          0     0          0
6        no        0          2     0          0
"""


@pytest.mark.parametrize("line", LIMIT_CASES.strip().splitlines()[1:])
def test_limits_are_reached_or_passed(line: str) -> None:
    """Customer 1 is out twice, once for `minutes`; limits are 2 times, 5 hours at once and 5 h 10 min in all."""
    minutes, strictly, momentary, many, once, in_all = line.split()
    table = interruptions_of([(1, 0, int(minutes)), (1, 1_000, 1_010)])
    limits = Limits(5, 2, 5, 310 / 60, strictly == "yes")
    found = sums(table, (), limits).iloc[0]
    assert found["momentary"] == int(momentary)
    assert found["many"] == (int(many) > 0)
    assert (found["long_once"], found["long_in_all"]) == (int(once), int(in_all))


def test_sums_beyond_64_bits_are_exact() -> None:
    table = pd.DataFrame(
        {
            "out_ms": [7_200_000_007] * 3,
            "customers": [1_000_000_003] * 3,
            "load_va": [1_200_000_001] * 3,
            "day": pd.NaT,
        }
    )
    found = sums(table, (), Limits()).iloc[0]
    assert found["out_ms"] == 3 * 7_200_000_007 * 1_000_000_003 > 2**64
    assert found["load_ms"] == 3 * 7_200_000_007 * 1_200_000_001


def test_nothing_interrupted_is_nothing() -> None:
    told = computed(interruptions_of([]))
    assert (told["saifi"], told["saidi"], told["asai"], told["cemi"]) == (0, 0, 1, 0)
    assert all(math.isnan(told[name]) for name in ("caidi", "ctaidi", "caifi", "asifi"))


def test_what_cannot_be_computed_is_told_by_need() -> None:
    assert cannot(Need) == {}
    everything = {name for names in cannot(()).values() for name in names}
    assert everything == set(BY_NAME) - {"caidi"}
    assert cannot([Need.served, Need.load, Need.served_load]) == {
        (Need.customer,): ("ctaidi", "caifi", "cemi", "cemsmi", "celid_s", "celid_t")
    }
    assert len({index.name for index in INDICES}) == len(INDICES)


def test_milliseconds_count() -> None:
    table = interruptions_of([(1, 0, 10)]).assign(out_ms=5 * MINUTE_MS + 1)
    assert computed(table)["saifi"] == 1 / SERVED
    assert computed(table.assign(out_ms=5 * MINUTE_MS))["maifi"] == 1 / SERVED


@pytest.mark.parametrize("index", INDICES, ids=lambda index: index.name)
def test_the_page_tells_every_index(index: Index) -> None:
    page = (Path(__file__).parents[3] / "docs" / "reliability.md").read_text("utf-8")
    options = ", ".join(f"`--{_OPTIONS[need]}`" for need in index.needs) or "-"
    codes = " ".join(code for code in index.dlt if code) or "-"
    assert (
        f"| `{index.name}` | {index.title} | {index.unit} | {index.formula} | {options} | {codes} |\n" in page
    )


_OPTIONS = {
    Need.served: "customers",
    Need.customer: "customer",
    Need.load: "load",
    Need.served_load: "served-load",
}
