"""Why people complained about an outage: the grid, the notice, a late return of power, their own side, or unknown.

A tree of rules, the first that holds: the customer's own side → told too late or not at all (planned work) → power
back later than promised → an area that is weak or often out → unknown. A complaint about frequent outages from such an
area is the grid's, however long the last outage was. The facts are the outage's and the area's; what the complaint was
filed under decides only between a late return and a weak grid.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

CAUSES = ("weak_grid", "notice", "late_restoration", "customer_side", "unknown")
WORDS = {
    "weak_grid": "网架薄弱", "notice": "告知不到位", "late_restoration": "送电延迟",
    "customer_side": "客户侧", "unknown": "未明",
}  # fmt: skip
PLANNED, UNPLANNED = ("plan", "temp"), ("fault", "urgent")
OWN = ("user", "arrears")
OFTEN = ("T42", "T43", "O4")
"""Filed under frequent outages or quality of supply."""
GRACE = 30 * 60
"""Seconds that a planned outage may last beyond its end."""
MOST_EVIDENCE = 50


@dataclass(frozen=True)
class Limits:
    """Seconds: of notice before planned work by kind, from fault to power by urban or rural kind."""

    notice: dict[str, int]
    restore: dict[str, int]


def causes(complaints: pd.DataFrame, limits: Limits) -> np.ndarray:
    """The cause of each complaint.

    `complaints`: business (code), own_side (found on the customer's side), kind and reason of the outage, urban_rural,
    and in seconds, nan where unknown: told (first notice that arrived), started, planned_end, restored; weak (the area
    has a tier) and frequent (it breaks a rule on frequent outages).
    """
    kind = complaints["kind"]
    planned, sudden = kind.isin(PLANNED), kind.isin(UNPLANNED)
    lead = complaints["started"] - complaints["told"]
    short = planned & ~(lead >= kind.map(limits.notice))
    overdue = planned & (complaints["restored"] > complaints["planned_end"] + GRACE)
    out = complaints["restored"] - complaints["started"]
    overdue |= sudden & (out > complaints["urban_rural"].map(limits.restore))
    fragile = complaints["weak"] | complaints["frequent"]
    often = complaints["business"].str.startswith(OFTEN, na=False)
    own = complaints["own_side"] | kind.isin(OWN) | (complaints["reason"] == "user")
    rules = [own, short, often & fragile & ~planned, overdue, fragile & (often | sudden)]
    chosen = ["customer_side", "notice", "weak_grid", "late_restoration", "weak_grid"]
    return np.select([rule.to_numpy(dtype=bool) for rule in rules], chosen, "unknown")


def shares(complaints: pd.DataFrame) -> pd.DataFrame:
    """place, event_id, cause, complaints, share, evidence, a row each: of the complaints of a place about an event.

    `complaints` has place, event_id, cause, ticket_no and accepted (seconds); evidence are their numbers, the most
    recent first.
    """
    ordered = complaints.sort_values(["accepted", "ticket_no"], ascending=[False, True], kind="stable")
    keys = ["place", "event_id"]
    found = ordered.groupby([*keys, "cause"], sort=True)["ticket_no"].agg(
        complaints="size", evidence=lambda numbers: list(numbers[:MOST_EVIDENCE])
    )
    found = found.reset_index()
    found["share"] = found["complaints"] / found.groupby(keys)["complaints"].transform("sum")
    return found[[*keys, "cause", "complaints", "share", "evidence"]]
