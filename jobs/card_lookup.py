"""A card as an agent sees it: found by account, phone, meter or address, with what callers in its situation asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gridtag.errors import GridtagError
from gridtag.features.tags import BY_ID
from gridtag.jobs import serving
from gridtag.jobs.serving import Database
from gridtag.models.call_reasons import SITUATIONS
from gridtag.privacy import address_key, phone_key


def asked(number: str, phone: str, meter: str, address: str, secret: str) -> tuple[str, list[str]]:
    """The kind of key and the keys, the surest first; raises GridtagError where not exactly one is given, or it leads
    nowhere."""
    told = {"customer": number, "phone": phone, "meter": meter, "address": address}
    given = [(kind, key) for kind, key in told.items() if key]
    if len(given) != 1:
        raise GridtagError("give one of a customer number, --phone, --meter or --address")
    kind, key = given[0]
    if kind == "phone":
        named = phone_key(secret, key)
        if named is None:
            raise GridtagError("--phone takes 11 digits, or a landline with its area code")
        return kind, [named]
    if kind == "address":
        return kind, _doors(secret, key)
    return kind, [key]


def _doors(secret: str, text: str) -> list[str]:
    from gridtag.models.addresses.doors import doors
    from gridtag.models.addresses.parse import parse

    found = [address_key(secret, door) for door in doors(parse(text))]
    if not found:
        raise GridtagError(
            "--address takes county and door, such as 西湖区文新小区1幢101室 or 桐庐县大路村3组12号"
        )
    return found


def cards(database: Database, kind: str, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The cards that the first key which leads anywhere leads to, the surest first, with as_of, tag_titles,
    situation_titles and reasons."""
    found = next(filter(None, (serving.look_up(database, kind, key) for key in keys)), [])
    if not found:
        return []
    told = serving.published(database)
    if not told:
        raise GridtagError(serving.NOT_PUBLISHED)
    reasons = {tuple(one["situations"]): one["reasons"] for one in json.loads(told["reasons"])}
    return [
        {
            **card,
            "as_of": told["as_of"],
            "tag_titles": [BY_ID[tag].title for tag in card.get("tags") or ()],
            "situation_titles": [SITUATIONS[name] for name in card["situations"]],
            "reasons": reasons.get(tuple(card["situations"]), []),
        }
        for card in found
    ]
