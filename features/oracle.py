"""The same features as plain DuckDB SQL over silver rows: an independent answer for tests and audits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from gridtag.features import series_plain as series_plain
from gridtag.features.codes import Flag
from gridtag.features.dimension import Feature
from gridtag.features.frames import ACCOUNTS, STREAMS, closure
from gridtag.features.plain import Condition, formula


def duckdb_sql(text: str) -> str:
    """Spark SQL as DuckDB SQL."""
    import sqlglot

    return sqlglot.transpile(text, read="spark", write="duckdb")[0]


def views(
    features: Sequence[Feature], as_of: date, missing: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """Name and DuckDB query of each frame of these features, in order, over tables named as their sources."""
    names = {part.frame for feature in features for part in feature.parts.values()} - set(missing)
    literals = {"as_of": f"'{as_of}'", "cut_off": f"'{as_of + timedelta(days=1)} 00:00:00'"}
    for frame in closure((*sorted(names), ACCOUNTS)):
        yield frame.name, duckdb_sql(frame.sql.format(**{name: name for name in frame.inputs}, **literals))


def bounded(as_of: date) -> Condition:
    """Windows as they lie on the day."""
    return lambda window: (window.sql(as_of), f"DATE '{window.bounds(as_of).first}'")


def query(features: Sequence[Feature], as_of: date, missing: Collection[str] = ()) -> str:
    """DuckDB query over the views: customer_no and the stored column of each feature."""

    def told(feature: Feature) -> str:
        unknown = "false" if isinstance(feature.declared, Flag) else "NULL"
        if feature.frame in missing:
            return _cast(feature, unknown)
        value = formula(feature, bounded(as_of))
        return _cast(feature, f"CASE WHEN covered_{feature.stream} THEN {value} ELSE {unknown} END")

    plain = sorted((feature for feature in features if not feature.is_derived), key=_together)
    coverage = {stream.code: stream.covered for stream in STREAMS}
    joined = "customers"
    for number, ((name, _), group) in enumerate(groupby(plain, key=_together)):
        columns = ", ".join(map(told, group))
        rows = (
            "" if name in missing else f"LEFT JOIN {name} AS rows ON customers.customer_no = rows.customer_no"
        )
        keys = ", ".join(["customers.customer_no", *(f"covered_{stream}" for stream in coverage)])
        part = f"SELECT customers.customer_no, {columns} FROM customers {rows} GROUP BY {keys}"
        joined += f" LEFT JOIN ({part}) AS part_{number} USING (customer_no)"
    reached = ", ".join(f"({covered}) AS covered_{stream}" for stream, covered in coverage.items())
    customers = f"SELECT customer_no, {reached} FROM {ACCOUNTS}"
    listed = ", ".join(["customer_no", *(feature.column for feature in plain)])
    derived = "".join(f", {_cast(feature, feature.derive)}" for feature in features if feature.is_derived)
    wide = f"SELECT {listed} FROM {joined}"
    return duckdb_sql(f"WITH customers AS ({customers}), wide AS ({wide}) SELECT *{derived} FROM wide")


def _together(feature: Feature) -> tuple[str, str]:
    """What is told in one aggregate: a frame's features, but each that has a query of its own alone, as DuckDB takes
    for ever to plan several."""
    return feature.frame, feature.column if "(SELECT" in formula(feature) else ""


def _cast(feature: Feature, text: str) -> str:
    return f"cast({text} AS {feature.column_type}) AS {feature.column}"
