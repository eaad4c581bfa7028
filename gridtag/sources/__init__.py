"""The landing contract, source by source."""

from gridtag.contract import Source
from gridtag.sources import billing, calls, campaigns, customers, measurements, network, outages, tickets

SOURCES: tuple[Source, ...] = (
    *network.SOURCES,
    *customers.SOURCES,
    *calls.SOURCES,
    *tickets.SOURCES,
    *billing.SOURCES,
    *outages.SOURCES,
    *campaigns.SOURCES,
    *measurements.SOURCES,
)
BY_NAME: dict[str, Source] = {source.name: source for source in SOURCES}
