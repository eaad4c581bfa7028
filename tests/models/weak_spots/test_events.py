"""Reports that are one event, and events that are one event of a wider unit."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from gridtag.models.weak_spots import CHANNELS
from gridtag.models.weak_spots.counts import counted
from gridtag.models.weak_spots.events import distinct
from tests.models.tables import rows

HOUR = 3_600
REPORTS = """
place  report  kind         at                root
T1     W1      fault        2026-07-01 08:00  -
T1     O1      outage       2026-07-01 13:59  7
T1     W2      fault        2026-07-01 19:58  -
T1     W3      fault        2026-07-02 01:58  -
T1     W3      fault        2026-08-02 01:58  -
T1     W4      complaint    2026-07-01 09:00  -
T1     W5      low_voltage  2026-07-01 09:00  -
T2     O1      outage       2026-07-01 13:59  7
T2     W6      fault        2026-07-03 08:00  -
"""
EVENTS = """
place  channel      at                reports
T1     outage       2026-07-01 08:00  3
T1     fault        2026-07-02 01:58  1
T1     low_voltage  2026-07-01 09:00  1
T1     complaint    2026-07-01 09:00  1
T2     outage       2026-07-01 13:59  1
T2     fault        2026-07-03 08:00  1
"""


def seconds(text: str | None) -> int:
    return int((datetime.fromisoformat(str(text)) - datetime(1970, 1, 1)).total_seconds())


def reports() -> pd.DataFrame:
    told = [
        {
            "place": row["place"], "report_no": row["report"], "kind": CHANNELS.index(str(row["kind"])),
            "started": seconds(row["at"]), "root": int(row["root"] or -1),
        }
        for row in rows(REPORTS)
    ]  # fmt: skip
    return pd.DataFrame(told)


def test_a_chain_is_one_event_and_six_hours_make_a_new_one() -> None:
    """W2 comes 5 h 59 min after O1, which came so long after W1: one event for twelve hours; W3 comes exactly six hours
    later. W3 told again a month later is no event."""
    found = distinct(reports())
    told = {
        (row["place"], CHANNELS[row["channel"]], row["started"], row["reports"])
        for row in found.to_dict("records")
    }
    assert told == {
        (row["place"], row["channel"], seconds(row["at"]), int(str(row["reports"]))) for row in rows(EVENTS)
    }


def test_an_outage_of_a_feeder_is_one_event_of_the_feeder_and_one_of_each_area() -> None:
    found = distinct(reports())
    end = seconds("2026-11-01 00:00")
    outage = CHANNELS.index("outage")
    areas = counted(found, (found["place"] == "T2").to_numpy().astype(int), 2, end)
    feeder = counted(found, np.zeros(len(found), dtype=int), 1, end)
    assert areas[:, 0, outage].tolist() == [1, 1]
    assert feeder[0, 0, outage] == 1
    assert feeder[0, 0, CHANNELS.index("fault")] == 2


def test_years_are_counted_back_from_the_last_day() -> None:
    end = 3 * 365 * 86_400
    found = pd.DataFrame({"started": [0, end - 1, end - 365 * 86_400, end - 365 * 86_400 - 1, -1, end]})
    found = found.assign(channel=0, root=-1)
    table = counted(found, np.zeros(6, dtype=int), 1, end)
    assert table[0, :, 0].tolist() == [2, 1, 1]


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 60)), max_size=30),
    st.integers(0, 10),
)
def test_merging_neither_depends_on_order_nor_merges_further(
    told: list[tuple[int, int, int]], seed: int
) -> None:
    given_rows = pd.DataFrame(told, columns=["place", "kind", "started"], dtype=int)
    given_rows["started"] *= HOUR
    given_rows = given_rows.assign(report_no=np.arange(len(told)), root=-1)
    found = distinct(given_rows)
    shuffled = distinct(given_rows.sample(frac=1, random_state=seed))
    pd.testing.assert_frame_equal(found, shuffled)
    assert int(found["reports"].sum()) == len(told)
    again = found.rename(columns={"channel": "kind"}).assign(report_no=np.arange(len(found)))
    heads = distinct(again.drop(columns="reports"), hours=0)
    assert len(heads) == len(found)
