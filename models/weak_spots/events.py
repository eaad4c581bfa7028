"""Several reports of one thing are one event: what happened at one place with less than six hours in between."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gridtag.models.events import MERGE_HOURS
from gridtag.models.weak_spots import CHANNELS

KINDS = CHANNELS
"""Of reports: `fault` is a repair ticket, `outage` an unplanned outage; the others are named like their channel."""
_SUPPLY = KINDS.index("outage")


def distinct(reports: pd.DataFrame, hours: int = MERGE_HOURS) -> pd.DataFrame:
    """One row per event: place, channel (index of CHANNELS), started, root, reports (how many).

    `reports` has place and report_no (numbers or text), kind (index of KINDS), started (whole seconds) and root (a
    number shared by all places that an outage of a wider device reaches, -1 where there is none). The same report told
    twice at a place counts once, from its first time. At one place repairs and outages chain together, less than
    `hours` from each to the next: an event with an outage among its reports is an `outage`, else a `fault`; each other
    channel chains by itself. The order of rows does not matter.
    """
    family = np.maximum(reports["kind"].to_numpy(), _SUPPLY)
    place = pd.factorize(reports["place"], sort=True)[0]
    seconds = reports["started"].to_numpy()
    order = np.lexsort((seconds, family, place))
    order = order[~_told(reports, order)]
    place, family, seconds = place[order], family[order], seconds[order]
    if not len(order):
        return pd.DataFrame({name: [] for name in ("place", "channel", "started", "root", "reports")})
    first = np.ones(len(order), dtype=bool)
    first[1:] = (place[1:] != place[:-1]) | (family[1:] != family[:-1])
    first[1:] |= np.diff(seconds) >= hours * 3600
    begins = np.flatnonzero(first)
    kind, root = reports["kind"].to_numpy()[order], reports["root"].to_numpy()[order]
    return pd.DataFrame(
        {
            "place": reports["place"].to_numpy()[order[begins]],
            "channel": np.maximum.reduceat(kind, begins),
            "started": seconds[begins],
            "root": np.maximum.reduceat(root, begins),
            "reports": np.diff(np.append(begins, len(order))),
        }
    )


def _told(reports: pd.DataFrame, order: np.ndarray) -> np.ndarray:
    """Which rows, in this order, repeat a report of the same place and kind."""
    again = reports["report_no"].duplicated(keep=False).to_numpy()[order]
    keys = reports[["place", "kind", "report_no"]].take(order[again])
    again[again] = keys.duplicated().to_numpy()
    return again
