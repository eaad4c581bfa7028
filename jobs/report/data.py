"""What the pages show, as plain data. A part that is `None` has not been made; an empty one found nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from gridtag.jobs.report.grid_data import RepeatPlaces, WeakSpots


@dataclass(frozen=True)
class Book:
    """One source's rows: landed = silver + quarantined + superseded where `balanced`."""

    source: str
    title: str
    cadence: str
    optional: bool
    landed: int
    silver: int
    quarantined: int
    superseded: int
    balanced: bool
    latest_on: date | None = None


@dataclass(frozen=True)
class Reason:
    """Rows of a source in quarantine under their first broken rule."""

    source: str
    rule: str
    reason: str
    rows: int


@dataclass(frozen=True)
class NotedFile:
    """A landing file that was set aside or came with something odd."""

    file: str
    source: str | None
    status: str
    rows: int
    note: str


@dataclass(frozen=True)
class TableSize:
    """`rows` is None where the table has not been made; `job` makes it."""

    name: str
    title: str
    job: str
    rows: int | None


@dataclass(frozen=True)
class Unit:
    """An organisation: hq, province, city, county or station."""

    org_no: str
    name: str
    level: str
    parent: str | None = None


@dataclass(frozen=True)
class Tag:
    """A tag's definition; `status` is empty where it is computed, else says what is missing."""

    tag_id: str
    group: str
    title: str
    english: str
    rule: str
    privacy: str
    marketing: str
    users: str
    status: str = ""


@dataclass(frozen=True)
class TagCounts:
    """`customers` by (tag_id, org_no); `entered` and `left` by tag_id, on the day of the report."""

    customers: dict[tuple[str, str], int]
    entered: dict[str, int]
    left: dict[str, int]
    tagged_customers: int
    assignments: int


@dataclass(frozen=True)
class Step:
    """A rule of the campaign: how many customers it took off the list, how many stayed."""

    step: int
    rule: str
    title: str
    removed: int
    remaining: int


@dataclass(frozen=True)
class ScoreBand:
    """About a tenth of the scored customers, the likeliest first (`band` 1)."""

    band: int
    low: float
    high: float
    customers: int
    treatment: int
    holdout: int


@dataclass(frozen=True)
class ModelCard:
    """The model behind the scores, `note` says why there are none; see gold.epay_models."""

    model_version: str
    trained_on: date
    label_from: date
    label_to: date
    rows: int
    positives: int
    valid_on: date
    valid_rows: int
    auc: float | None
    lift: float | None
    calibration_error: float | None
    note: str = ""


@dataclass(frozen=True)
class Campaign:
    """Counts of one campaign's list, never its customers. `units` are (unit, treatment, holdout)."""

    campaign_id: str
    as_of: date
    treatment: int
    holdout: int
    steps: tuple[Step, ...]
    bands: tuple[ScoreBand, ...]
    channels: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]
    units: tuple[tuple[str, int, int], ...]
    model: ModelCard | None


@dataclass(frozen=True)
class Entry:
    """A line of the data dictionary. `kind`: feature, tag, source or gold; `status` empty where there."""

    kind: str
    name: str
    title: str
    english: str = ""
    group: str = ""
    type: str = ""
    unit: str = ""
    note: str = ""
    sources: str = ""
    privacy: str = ""
    status: str = ""


@dataclass(frozen=True)
class Download:
    """A file beside the pages that `job` made; `path` is relative to them."""

    job: str
    path: str
    title: str
    english: str
    what: str


@dataclass(frozen=True)
class Report:
    """Everything the pages say.

    `points` are places of the network by county, (longitude, latitude); `unit_customers` are customers in the
    archive by org_no, units below included.
    """

    as_of: date
    customers: int | None
    books: tuple[Book, ...]
    reasons: tuple[Reason, ...]
    files: tuple[NotedFile, ...]
    tables: tuple[TableSize, ...]
    units: tuple[Unit, ...]
    tags: tuple[Tag, ...]
    tag_counts: TagCounts | None
    weak_spots: WeakSpots | None
    repeat_places: RepeatPlaces | None
    campaign: Campaign | None
    entries: tuple[Entry, ...]
    unit_customers: dict[str, int] = field(default_factory=dict)
    points: dict[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    downloads: tuple[Download, ...] = ()
    quality_page: str = ""
