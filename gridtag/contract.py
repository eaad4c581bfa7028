"""What a landing source promises: its files, columns, key and the rules its rows must meet.

Everything that reads, writes, documents or checks landing data is driven by these declarations. Expressions are
Spark SQL over the raw columns, which all arrive as STRING; this module imports neither Spark nor pandas.
"""

from __future__ import annotations

from dataclasses import dataclass, field

SILVER_TYPES = {
    "string": "STRING",
    "int": "INT",
    "long": "BIGINT",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "month": "DATE",
    "timestamp": "TIMESTAMP",
    "fen": "BIGINT",
    "wh": "BIGINT",
    "strings": "ARRAY<STRING>",
}
"""Contract type to silver type. `fen` comes as yuan, `wh` as kWh, `month` as yyyyMM (kept as its first day)."""

UNITS = {"fen": "fen (1/100 yuan)", "wh": "Wh", "month": "first day of the month"}

RESTRICTED = "P4"
"""Privacy class of what tells of the care register: in no view, list or model, for service alone."""

TRACE_COLUMNS = ("_file", "_row", "_batch", "available_at")
"""Where a row came from: file below the landing folder, 1-based row number in it, run that loaded it, when known."""


@dataclass(frozen=True)
class Column:
    """One column: `raw` as the file names it, `name` and `type` in silver."""

    raw: str
    name: str
    type: str
    title: str
    required: bool = False
    values: tuple[str, ...] = ()
    privacy: str = "P2"
    expression: str = ""

    @property
    def sql_type(self) -> str:
        return SILVER_TYPES[self.type]

    @property
    def sql(self) -> str:
        """The silver value of trimmed text, in which blanks are NULL; NULL where it does not fit the type."""
        return self.expression or _CASTS[self.type].format(text=f"`{self.raw}`")


_CASTS = {
    "string": "{text}",
    "int": "try_cast({text} AS INT)",
    "long": "try_cast({text} AS BIGINT)",
    "double": "try_cast({text} AS DOUBLE)",
    "boolean": (
        "CASE WHEN lower({text}) IN ('1','y','yes','true','t','是') THEN true "
        "WHEN lower({text}) IN ('0','n','no','false','f','否') THEN false END"
    ),
    "date": (
        "CASE length({text}) WHEN 10 THEN try_cast({text} AS DATE) WHEN 8 THEN try_cast(concat("
        "left({text}, 4), '-', substr({text}, 5, 2), '-', right({text}, 2)) AS DATE) "
        "WHEN 19 THEN cast(try_cast({text} AS TIMESTAMP) AS DATE) END"
    ),
    "month": (
        "CASE WHEN length({text}) = 6 "
        "THEN try_cast(concat(left({text}, 4), '-', right({text}, 2), '-01') AS DATE) END"
    ),
    "timestamp": "CASE WHEN length({text}) >= 10 THEN try_cast({text} AS TIMESTAMP) END",
    "fen": (
        "CASE WHEN try_cast({text} AS DECIMAL(20,6)) = try_cast({text} AS DECIMAL(16,2)) "
        "THEN cast(try_cast({text} AS DECIMAL(16,2)) * 100 AS BIGINT) END"
    ),
    "wh": (
        "CASE WHEN try_cast({text} AS DECIMAL(20,6)) = try_cast({text} AS DECIMAL(16,3)) "
        "THEN cast(try_cast({text} AS DECIMAL(16,3)) * 1000 AS BIGINT) END"
    ),
    "strings": "from_json({text}, 'ARRAY<STRING>')",
}


@dataclass(frozen=True)
class Rule:
    """A row for which `bad` (SQL over silver columns) is true goes to quarantine under `name`."""

    name: str
    bad: str
    reason: str


@dataclass(frozen=True)
class Lookup:
    """Columns added in silver from a reference table, by code and, where it has validity dates, by event date."""

    reference: str
    on: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """One landing source and the silver table of the same name.

    `key` are silver columns; the row known last wins a key. `history` sources keep every version of a key, valid
    from its `event_at` (SCD2). `event_at` is the silver column that says when the thing happened; rows may lie at
    most `future_days` after the delivery that brought them.
    """

    name: str
    title: str
    format: str  # jsonl.gz | jsonl | csv | parquet
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    event_at: str | None = None
    encoding: str = "utf-8"
    delimiter: str = ","
    cadence: str = "daily"
    future_days: int = 0
    history: bool = False
    database: bool = False
    optional: bool = False
    rules: tuple[Rule, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    cluster_by: tuple[str, ...] = field(default=())

    @property
    def raw_columns(self) -> tuple[str, ...]:
        """Columns of the file, in its order; two silver columns may come from one."""
        return tuple(dict.fromkeys(column.raw for column in self.columns))

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"source {self.name} has no column {name}")


@dataclass(frozen=True)
class Reference:
    """A code table shipped with the package under gridtag/reference/<name>.csv."""

    name: str
    title: str
    key: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]  # (name, Spark SQL type)
    valid: bool = False
    source: str = ""
