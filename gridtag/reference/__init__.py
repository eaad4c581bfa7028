"""Code tables shipped with the package, with validity dates where meanings change over time."""

import csv
from functools import cache
from importlib import resources

from gridtag.contract import Reference

REFERENCES: tuple[Reference, ...] = (
    Reference(
        name="business_types",
        title="业务类型树",
        key=("business_code",),
        columns=(
            ("business_code", "STRING"),
            ("business_level1", "STRING"),
            ("business_level1_name", "STRING"),
            ("business_level2", "STRING"),
            ("business_level2_name", "STRING"),
            ("business_level3", "STRING"),
            ("business_level3_name", "STRING"),
            ("theme", "STRING"),
            ("supply_side", "BOOLEAN"),
            ("valid_from", "DATE"),
            ("valid_to", "DATE"),
        ),
        valid=True,
        source="public benchmarking reports and contest data of the hotline; codes are ours, as the official "
        "meanings are not public",
    ),
    Reference(
        name="pay_modes",
        title="缴费方式",
        key=("pay_mode",),
        columns=(
            ("pay_mode", "STRING"),
            ("title", "STRING"),
            ("pay_channel", "STRING"),
            ("is_online", "BOOLEAN"),
        ),
        source="public payment-kiosk code dictionaries; 020103, 030102 and 030147 to 030149 are ours. "
        "Debit is automatic, so not online by choice",
    ),
    Reference(
        name="pay_channels",
        title="缴费渠道",
        key=("pay_channel",),
        columns=(("pay_channel", "STRING"), ("title", "STRING")),
        source="channel families of this product",
    ),
    Reference(
        name="time_limits",
        title="服务时限",
        key=("business", "urban_rural", "stage"),
        columns=(
            ("business", "STRING"),
            ("urban_rural", "STRING"),
            ("stage", "STRING"),
            ("limit_value", "INT"),
            ("unit", "STRING"),
            ("valid_from", "DATE"),
            ("valid_to", "DATE"),
            ("source", "STRING"),
        ),
        valid=True,
        source="published service commitments of 2011 and 2023; rows marked assumption are not published",
    ),
)
BY_NAME = {reference.name: reference for reference in REFERENCES}


@cache
def rows(name: str) -> tuple[dict[str, str | None], ...]:
    """Rows of a reference table as text, blanks as None."""
    path = resources.files("gridtag.reference").joinpath(f"{BY_NAME[name].name}.csv")
    with path.open(encoding="utf-8") as lines:
        return tuple({key: value or None for key, value in row.items()} for row in csv.DictReader(lines))
