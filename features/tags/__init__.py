"""Tags of customers, by group."""

from gridtag.features.tags import (
    archive,
    arrears,
    audit,
    bills,
    calls,
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
        ),
        key=lambda tag: tag.id,
    )
)
BY_ID = {tag.id: tag for tag in TAGS}
