"""Tags of customers, by group."""

import csv
from importlib import resources

from gridtag.features.tags import (
    archive,
    arrears,
    audit,
    bills,
    calls,
    care,
    demand,
    energy,
    festivals,
    outages,
    payment,
    satisfaction,
    usage,
)
from gridtag.features.tags.tag import Tag

TAGS: tuple[Tag, ...] = tuple(
    sorted(
        (
            *outages.TAGS,
            *demand.TAGS,
            *satisfaction.TAGS,
            *calls.TAGS,
            *payment.TAGS,
            *arrears.TAGS,
            *usage.TAGS,
            *bills.TAGS,
            *energy.TAGS,
            *archive.TAGS,
            *festivals.TAGS,
            *audit.TAGS,
            *care.TAGS,
        ),
        key=lambda tag: tag.id,
    )
)
BY_ID = {tag.id: tag for tag in TAGS}


def left_out() -> list[dict[str, str]]:
    """id, title, title_en and reason of each planned tag that is not computed."""
    return _listed("left_out.csv")


def extremes() -> list[dict[str, str]]:
    """id, marks (nobody or everybody) and reason of each tag that does so in a sample province of 100,000 customers."""
    return _listed("extremes.csv")


def _listed(name: str) -> list[dict[str, str]]:
    path = resources.files("gridtag.features.tags").joinpath(name)
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))
