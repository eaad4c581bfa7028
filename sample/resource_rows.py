"""Service resources and the knowledge base."""

import numpy as np
import polars as pl

from gridtag.reference import rows as reference_rows
from gridtag.sample.archive import Archive
from gridtag.sample.draws import generator

_SERVICES = {
    "hall": ("营业厅", "08:30-17:00", "收费 业扩 变更"),
    "kiosk": ("自助缴费点", "00:00-24:00", "收费 打印"),
    "agent": ("代收点", "08:00-20:00", "收费"),
    "repair_team": ("抢修驻点", "00:00-24:00", "抢修"),
    "generator": ("发电车", "00:00-24:00", "应急供电"),
}


def resources(archive: Archive, stations: list[str], seed: int) -> pl.DataFrame:
    random = generator(seed, "resources")
    network = archive.network
    rows: list[dict[str, str]] = []
    for station, org in enumerate(stations):
        areas = np.flatnonzero(network.area_station == station)
        if not len(areas):
            continue
        many = {"hall": 1, "kiosk": 2, "agent": 3, "repair_team": 1, "generator": int(station % 5 == 0)}
        for kind, count in many.items():
            for _ in range(count):
                area = int(areas[int(random.integers(len(areas)))])
                title, hours, services = _SERVICES[kind]
                rows.append({
                    "RES_NO": f"Z{len(rows) + 1:05d}", "KIND": kind,
                    "NAME": network.station_name[station].removesuffix("供电所") + title, "ORG_NO": org,
                    "OPEN_HOURS": hours, "SERVICES": services,
                    "LONGITUDE": f"{network.area_longitude[area] + 0.002:.6f}",
                    "LATITUDE": f"{network.area_latitude[area] + 0.001:.6f}",
                })  # fmt: skip
    return pl.DataFrame(rows)


def knowledge(seed: int) -> pl.DataFrame:
    """Three items for every business type."""
    random = generator(seed, "knowledge")
    rows = []
    for entry in reference_rows("business_types"):
        if entry["valid_to"]:
            continue
        title = entry["business_level3_name"] or entry["business_level2_name"]
        for index, kind in enumerate(("办理流程", "常见问题", "答复口径")):
            rows.append({
                "ITEM_NO": f"K{entry['business_code']}{index + 1:02d}",
                "LIBRARY": ("业务库", "问答库", "口径库")[index],
                "TOPIC_PATH": f"{entry['business_level1_name']}/{entry['business_level2_name']}",
                "TITLE": f"{title}{kind}",
                "CONTENT": f"关于{title}的{kind}：按现行规定答复客户，并核对客户身份。",
                "BUSI_TYPE_CODE": entry["business_code"], "VIEWS": str(int(random.integers(20, 9000))),
                "USEFUL_VOTES": str(int(random.integers(0, 300))), "VALID_FROM": "2020-01-01",
                "VALID_TO": "2025-06-30" if random.random() < 0.03 else None,
            })  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"VALID_TO": pl.String})
