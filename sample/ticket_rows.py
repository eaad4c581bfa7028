"""Ticket extracts: a row as it stands at the moment of its delivery."""

import numpy as np
import polars as pl

from gridtag.sample import flow
from gridtag.sample.archive import Archive
from gridtag.sample.clock import NEVER, times
from gridtag.sample.columns import flags, table, texts
from gridtag.sample.network import area_number, feeder_number
from gridtag.sample.outages import Outages
from gridtag.sample.parameters import texts as ticket_texts
from gridtag.sample.tickets import Tickets, outage_number

# fmt: off
_CLASSES = {
    "R1": "hv", "R2": "lv", "R3": "pq", "R4": "inner", "R5": "nonelec", "R6": "meter", "R7": "inquiry",
}
_EQUIPMENT = {
    "R11": "架空线路", "R12": "配电变压器", "R21": "低压线路", "R22": "进户线", "R23": "配电箱",
    "R24": "表前开关", "R31": "台区", "R61": "电能表", "R62": "费控开关",
    "R63": "卡表", "R41": "户内线路", "R43": "漏保",
}
_CAUSES = {
    "nature": "雷雨大风", "external": "外力破坏", "equip": "设备老化", "om": "运行维护不当",
    "user": "用户原因", "superior": "上级电网", "constr": "施工",
}
# fmt: on
_WITH_DEVICE = ("R1", "R2", "R3", "R7")


def frame(
    tickets: Tickets, archive: Archive, outages: Outages, until: np.ndarray, drifted: bool
) -> pl.DataFrame:
    """Rows as known at the seconds `until`; the ones of later months carry one column more."""
    step = tickets.flow.step

    def seen(name: str) -> pl.Series:
        return times(np.where(step[name] <= until, step[name], NEVER))

    closed = tickets.flow.close <= until
    handling = np.array([ticket_texts()[code][0]["handling"] for code in tickets.code], dtype=object)
    customer = tickets.customer
    found = table({
        "APP_NO": tickets.number, "BUSI_TYPE_CODE": tickets.code,
        "URBAN_RURAL_FLAG": np.char.add("0", archive.urban_rural[customer].astype(str)),
        "PROV_ORG_NO": np.full(tickets.size, "33", dtype=object),
        "CITY_ORG_NO": np.array([value[:5] for value in tickets.org], dtype=object), "ORG_NO": tickets.org,
        "HANDLE_TIME": times(tickets.accepted), "ACCEPT_CONTENT": tickets.content,
        "HANDLE_OPINION": texts(np.where(closed, handling, "")), "CALLING_NO": texts(tickets.calling),
        "ELEC_TYPE": archive.elec_type[customer],
        "CUST_NO": texts(np.where(tickets.known, tickets.account, "")), "CHANNEL": tickets.channel,
        "SUB_FLAG": flags(tickets.parent != ""), "PARENT_APP_NO": texts(tickets.parent),
        "DISPATCH_TIME": seen("dispatch"), "ARRIVE_TIME": seen("arrive"), "RESTORE_TIME": seen("restore"),
        "ARCHIVE_TIME": seen("close"), "RETURN_CNT": flags(step["return"] <= until, step["return"] != NEVER),
        "TRANSFER_CNT": flags(step["transfer"] <= until, step["transfer"] != NEVER),
        "STATUS_CODE": np.where(closed, "closed", "open").astype(object),
        **_fault_columns(tickets, archive, outages, step["restore"] <= until),
    })  # fmt: skip
    if drifted:
        found = found.with_columns(flags(archive.caller[customer] > 8).alias("SENSITIVE_FLAG"))
    return found


def _fault_columns(
    tickets: Tickets, archive: Archive, outages: Outages, restored: np.ndarray
) -> dict[str, pl.Series]:
    """What a repair ticket says about the fault."""
    code = tickets.code.astype(str)
    group = np.array([value[:2] for value in code], dtype=object)
    repair = tickets.flow.kind == flow.REPAIR
    linked = np.flatnonzero(tickets.outage >= 0)
    outage, reason = np.full((2, tickets.size), "", dtype=object)
    outage[linked] = outage_number(outages, tickets.outage[linked])
    reason[:] = "equip"
    reason[linked] = outages.reason[tickets.outage[linked]]
    network, area = archive.network, archive.area[tickets.customer]
    located = repair & np.isin(group.astype(str), _WITH_DEVICE)
    owner = np.where(group == "R4", "customer", np.where(group == "R5", "other", "supply"))

    def where(chosen: np.ndarray, values: np.ndarray | list[str]) -> pl.Series:
        return texts(np.where(chosen, np.asarray(values, dtype=object), ""))

    return {
        "FAULT_ADDR": where(repair, tickets.address),
        "LINE_NO": where(located, feeder_number(network)[network.area_feeder[area]]),
        "TG_NO": where(located, area_number(network)[area]),
        "POWEROFF_ID": texts(outage),
        "FAULT_CLASS": where(repair, [_CLASSES.get(value, "") for value in group]),
        "FAULT_CAUSE": where(repair & restored, [_CAUSES.get(value, "") for value in reason]),
        "FAULT_EQUIP": where(repair, [_EQUIPMENT.get(value, "") for value in code]),
        "ASSET_OWNER": where(repair, owner),
    }
