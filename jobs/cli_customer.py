"""`gridtag customer`: the card of a caller, by account, phone, meter or address."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from gridtag.errors import GridtagError
from gridtag.jobs.cli_options import FormatOption, Out
from gridtag.jobs.output import Format, show

OUTAGES = {
    "plan": "计划停电",
    "temp": "临时停电",
    "fault": "故障停电",
    "urgent": "紧急停电",
    "ration": "有序用电",
    "arrears": "欠费停电",
}


def customer(
    number: Annotated[str, typer.Argument(help="Customer number.")] = "",
    phone: Annotated[str, typer.Option(help="The phone that calls.")] = "",
    meter: Annotated[str, typer.Option(help="Number of the electricity meter.")] = "",
    address: Annotated[str, typer.Option(help="Address of the supply, with county and door.")] = "",
    out: Out = Path("out"),
    form: FormatOption = Format.table,
) -> None:
    """Who is calling, what goes on there, and what the call is probably about; from the published cards, masked."""
    from gridtag.jobs import card_lookup, serving
    from gridtag.settings import Settings

    settings = Settings.from_environment()
    kind, keys = card_lookup.asked(number, phone, meter, address, settings.secret)
    with serving.opened(serving.url_of(settings.serving, out)) as database:
        cards = card_lookup.cards(database, kind, keys)
    if not cards:
        raise GridtagError(
            f"no card is found by this {kind}; ask for the customer number, the meter or the address"
        )
    if form is Format.json:
        typer.echo(json.dumps(cards, ensure_ascii=False, indent=2))
        return
    for card in cards:
        show(_lines(card), ("item", "told"), form)


def _lines(card: dict[str, Any]) -> list[dict[str, str]]:
    outage, arrears = card.get("outage"), card.get("arrears_fen")
    lines = [
        ("识别置信度", f"{card['confidence']:.0%}"),
        ("户名", card.get("name") or "-"),
        ("地址", card.get("address") or "-"),
        ("供电单位", card.get("org_no") or "-"),
        (
            "停电",
            f"{outage['started_at'][:16]} 起，{OUTAGES.get(outage['kind'], outage['kind'])}"
            if outage
            else "无",
        ),
        (
            "欠费",
            "-" if arrears is None else f"{arrears / 100:,.2f} 元，逾期 {card.get('months_overdue') or 0} 期",
        ),
    ]
    lines += [
        ("未办结工单", f"{one['ticket_no']} {one['accepted_at'][:16]}") for one in card.get("tickets") or ()
    ]
    lines.append(("标签", "、".join(card["tag_titles"]) or "-"))
    lines.append(("情形", "、".join(card["situation_titles"]) or "-"))
    for reason in card["reasons"]:
        items = "；".join(item["title"] for item in reason["knowledge"])
        lines.append(("可能来意", f"{reason['title']} {reason['share']:.0%}（{reason['calls']} 次） {items}"))
    lines.append(("卡片日期", card["as_of"]))
    return [{"item": item, "told": told} for item, told in lines]
