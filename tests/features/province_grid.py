"""Generated feeders, topology, service resources and care registrations, and what ties other rows to the grid."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.features.dice import AS_OF, Dice, Row

_FEEDERS = ("L0", "L1", "L2")
_ADDRESSES = (
    "浙江省某市某区某街道某路8号某某小区3幢2单元501室",
    "浙江省某市某县某镇东村3组5号",
    "某市某区某街道胜利弄12号",
    "某市某区工业园区7号厂房",
    "某县某乡西村",
    "某镇",
    "浙江省",
    "电话亭",
)


def grid_of(dice: Dice, silver: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Sources of the grid; rows of others are given their place in it."""
    areas = [row["transformer_no"] for row in silver["transformers"]]
    for row in silver["transformers"]:
        row |= {
            "feeder_no": dice.choice(_FEEDERS),
            "capacity_kva": dice.maybe(dice.choice((100, 200, 630))),
            "ownership": dice.maybe(dice.value("transformers", "ownership")),
            "commissioned_on": dice.maybe(dice.choice((date(2001, 5, 1), AS_OF, AS_OF + timedelta(days=1)))),
            "longitude": dice.maybe(120 + dice.random()),
            "latitude": dice.maybe(30 + dice.random()),
        }
    for row in silver["outages"]:
        row["feeder_no"] = dice.maybe(dice.choice(("L0", "L0", *_FEEDERS)), 0.3)
    for back in (0, 59, 60):
        number = f"{27 * 10**10 + back}"
        moment = datetime.combine(AS_OF - timedelta(days=back), datetime.min.time())
        told = {"level": "mv", "kind": "fault", "feeder_no": "L0", "started_at": moment}
        silver["outages"].append({"outage_id": number, **told, "restored_at": moment + timedelta(hours=1)})
        silver["outage_scope"].append({"outage_id": number, "transformer_no": areas[back % 3]})
    for row in silver["tickets"]:
        row["transformer_no"] = dice.maybe(dice.choice(areas), 0.6)
    for row in silver["contacts"]:
        row |= {"birth_year": dice.maybe(dice.choice((1935, 1950, 1960, 1980, 2004, 2015, 2030)))}
        row |= {"updated_at": dice.maybe(dice.moment())}
    _archive(dice, silver["customers"])
    return {
        "feeders": [_feeder(dice, number) for number in _FEEDERS[:-1]],
        "topology": [_link(dice, area, back) for area in areas[:3] for back in (600, 30)],
        "resources": [_resource(dice, index) for index in range(12)],
        "care_register": _registrations(dice, sorted({row["customer_no"] for row in silver["customers"]})),
    }


def _archive(dice: Dice, customers: list[Row]) -> None:
    for row in customers:
        row |= {
            "address": dice.maybe(dice.choice(_ADDRESSES)),
            "trade": dice.maybe(dice.choice(("9910", "5200", "9"))),
            "elec_type": "801" if dice.random() < 0.1 else row["elec_type"],
        }
        if row["valid_from"].year == 2010 and dice.random() < 0.5:
            row["valid_from"] = datetime(2020, 1, 1)


def _feeder(dice: Dice, number: str) -> Row:
    return {
        "feeder_no": number,
        "feeder_type": dice.value("feeders", "feeder_type"),
        "length_m": dice.choice((0, 12_345)),
    }


def _link(dice: Dice, area: str, back: int) -> Row:
    """The area below a feeder since so many days, now and then no longer so."""
    begin = AS_OF - timedelta(days=back)
    return {
        "child_no": area,
        "child_kind": "transformer",
        "parent_no": dice.choice(_FEEDERS),
        "parent_kind": "feeder",
        "valid_from": begin,
        "valid_to": dice.maybe(dice.choice((AS_OF, AS_OF + timedelta(days=1), AS_OF - timedelta(days=9)))),
    }


def _resource(dice: Dice, index: int) -> Row:
    return {
        "resource_no": f"Z{index}",
        "kind": dice.value("resources", "kind"),
        "longitude": dice.maybe(120 + dice.random()),
        "latitude": dice.maybe(30 + dice.random()),
    }


def _registrations(dice: Dice, numbers: list[str]) -> list[Row]:
    days = [AS_OF + timedelta(days=days) for days in (-400, -1, 0, 1, 40)]
    return [
        {
            "care_no": f"G{index}",
            "customer_no": dice.choice(numbers),
            "care_type": dice.value("care_register", "care_type"),
            "status": dice.choice(("active", "active", "active", "ended")),
            "starts_on": dice.maybe(dice.choice(days[:4])),
            "expires_on": dice.maybe(dice.choice(days[1:]), 0.4),
        }
        for index in range(len(numbers))
    ]
