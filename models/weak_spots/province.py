"""All spots of one province as rows, from its transformers and the reports about them."""

from __future__ import annotations

import pandas as pd

from gridtag.models.weak_spots import CHANNELS, areas, region
from gridtag.models.weak_spots.breaches import frequent

PLANNED = -1
"""The kind of a planned outage among reports: it counts for the rules on frequent outages only."""
OUTAGE = CHANNELS.index("outage")
_DESCRIBED = ("name", "feeder_no", "org_no", "county_org_no")
_FIGURES = (
    "expected",
    "risk_ratio",
    "risk_ratio_low",
    "probability",
    "bound",
    "excess",
    "excess_customers_low",
)
SCHEMA = (
    "unit_kind STRING, unit_id STRING, urban_rural STRING, customers BIGINT, major_events BIGINT, cell STRING, "
    "events BIGINT, tier INT, years_risky INT, channels_risky INT, name STRING, feeder_no STRING, org_no STRING, "
    "county_org_no STRING, longitude DOUBLE, latitude DOUBLE, area_id STRING, frequent ARRAY<STRING>, "
    + ", ".join(f"{name} DOUBLE" for name in _FIGURES)
    + ", "
    + ", ".join(
        f"{c}_events BIGINT, {c}_expected DOUBLE, {c}_rr DOUBLE, {c}_probability DOUBLE" for c in CHANNELS
    )
    + ", _events ARRAY<BIGINT>, _expected ARRAY<DOUBLE>, _shapes ARRAY<DOUBLE>, _weights DOUBLE"
)
"""Of the rows, as Spark wants it."""


def spots(transformers: pd.DataFrame, reports: pd.DataFrame, province: str, end: int) -> pd.DataFrame:
    """A row for each transformer area, feeder and cell; columns as in SCHEMA.

    `transformers` and `reports` as `region.units` wants them, the former with name, org_no, county_org_no, longitude
    and latitude instead of cell, the latter with planned outages too. A feeder or cell is described by its largest
    transformer area.
    """
    located = transformers.assign(cell=areas.cells(transformers["longitude"], transformers["latitude"]))
    largest_first = located.sort_values(["customers", "transformer_no"], ascending=[False, True])
    found = region.units(largest_first, reports, province, end)
    *_, cells = found
    area = region.area_of_cells(cells)
    rows = pd.concat(
        [_rows(one, largest_first) for one in found if len(one.listed)] or [_rows(cells, largest_first)]
    )
    rows["area_id"] = rows["cell"].map(area)
    rules = _often(reports, transformers, end)
    rows["frequent"] = [
        rules.get(unit, []) if kind == "transformer" else []
        for kind, unit in zip(rows["unit_kind"], rows["unit_id"], strict=True)
    ]
    wanted = [part.split()[0] for part in SCHEMA.split(", ")]
    return rows.astype(object).where(rows.notna(), None)[wanted]


def _rows(found: region.Units, largest_first: pd.DataFrame) -> pd.DataFrame:
    table = found.rows().rename(columns={"unit": "unit_id"})
    (kind,) = set(table["unit_kind"]) or {"cell"}
    own = largest_first.groupby(region.UNIT_KINDS[kind], sort=True)
    described = own[list(_DESCRIBED)].first().join(own[["longitude", "latitude"]].mean())
    described = described.reindex(table["unit_id"]).reset_index(drop=True)
    if kind == "cell":
        centres = [areas.centre(cell) for cell in table["unit_id"]]
        described[["longitude", "latitude"]] = pd.DataFrame(centres, columns=["longitude", "latitude"])
    if kind != "transformer":
        described["feeder_no"] = None
    return pd.concat([table, described, region.stacked(found.found)], axis=1)


def _often(reports: pd.DataFrame, transformers: pd.DataFrame, end: int) -> dict[str, list[str]]:
    """The rules on frequent outages that each transformer area breaks."""
    told = frequent(reports[reports["kind"].isin((OUTAGE, PLANNED))], end)
    names = transformers.set_index("place")["transformer_no"]
    rules = [name for name in told.columns if name != "place"]
    return {
        names[row["place"]]: [rule for rule in rules if row[rule]]
        for row in told.to_dict("records")
        if row["place"] in names.index
    }
