import pytest

from gridtag.errors import GridtagError
from gridtag.models.campaign_planning.dispositions import columns, sorted_out

TOLD = """
customer_no  contacted_at         disposition  becomes
A            2026-11-03T09:30:00  接受          accepted
A            2026/11/03 09:30:00  accepted     -
B            2026-11-03T09:30     Declined     declined
B            2026-11-03T21:30     退订          opted_out
C            2026-11-03T09:30     maybe        unknown_code
H            2026-11-03T09:30     接受          held_out
X            2026-11-03T09:30     接受          not_in_plan
A            soon                 接受          no_moment
"""


def test_contacts_are_counted_once_and_what_cannot_be_used_is_told() -> None:
    names, *lines = [line.replace(" 09:30:00", "T09:30:00").split() for line in TOLD.strip().splitlines()]
    rows = [dict(zip(names, line, strict=True)) for line in lines]
    contacts, refused = sorted_out(rows, {"A", "B", "C"}, {"H"})
    assert [one.disposition for one in contacts] == ["accepted", "declined", "opted_out"]
    assert [one.quiet for one in contacts] == [False, False, True]
    lines_of = {line: row["becomes"] for line, row in enumerate(rows, start=2)}
    assert {one.line: one.reason for one in refused} == {
        line: becomes for line, becomes in lines_of.items() if "_" in becomes and becomes != "opted_out"
    }


def test_columns_by_their_names_in_either_language() -> None:
    found = columns(["触达时间", "户号", "结果"])
    assert found == {"customer_no": "户号", "contacted_at": "触达时间", "disposition": "结果"}
    with pytest.raises(GridtagError, match="no column disposition"):
        columns(["户号", "触达时间"])
