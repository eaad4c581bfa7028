"""A card as an agent sees it: found by account, phone or meter, with the reasons that callers in its situations had."""

from __future__ import annotations

import json
from typing import Any

from gridtag.errors import GridtagError
from gridtag.features.tags import BY_ID
from gridtag.jobs import serving
from gridtag.jobs.serving import Database
from gridtag.models.call_reasons import SITUATIONS
from gridtag.privacy import phone_key


def asked(number: str, phone: str, meter: str, secret: str) -> tuple[str, str]:
    """The kind of key and the key; raises GridtagError where not exactly one is given, or no phone."""
    given = [(kind, key) for kind, key in (("customer", number), ("phone", phone), ("meter", meter)) if key]
    if len(given) != 1:
        raise GridtagError("give one of a customer number, --phone or --meter")
    kind, key = given[0]
    if kind != "phone":
        return kind, key
    named = phone_key(secret, key)
    if named is None:
        raise GridtagError("--phone takes 11 digits, or a landline with its area code")
    return kind, named


def cards(database: Database, kind: str, key: str) -> list[dict[str, Any]]:
    """The cards the key leads to, the surest first, with as_of, tag_titles, situation_titles and reasons."""
    found = serving.look_up(database, kind, key)
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
