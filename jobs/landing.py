"""What lies in the landing folder: <source>/<delivery day>/<file>, on any store that Spark can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from gridtag.contract import Source
from gridtag.errors import GridtagError
from gridtag.jobs import readers
from gridtag.sources import BY_NAME


@dataclass(frozen=True)
class LandingFile:
    """One file: `name` below the landing folder; `sha256`, `status` and `note` once it has been looked at."""

    name: str
    path: str
    source: str
    delivered_on: date | None
    bytes: int
    modified_at: datetime
    sha256: str = ""
    status: str = ""
    note: str = ""


def root_uri(landing: str) -> str:
    """The landing folder as Spark prints paths below it."""
    return landing.rstrip("/") if "://" in landing else "file:" + str(Path(landing).resolve())


def must_be_there(landing: str) -> None:
    if "://" not in landing and not Path(landing).is_dir():
        raise GridtagError(f"landing folder {landing} is not there; give an existing folder with --from")


def listing(spark: SparkSession, landing: str) -> list[LandingFile]:
    """All files below the landing folder but those under names starting with `_` or `.`."""
    must_be_there(landing)
    root = root_uri(landing)
    return [_landing_file(*status, root) for status in _statuses(spark, root)]


def _statuses(spark: SparkSession, root: str) -> Iterator[tuple[str, int, int]]:
    """Path, bytes and modification time (ms) of every file, by Spark's own file systems.

    Spark's data sources leave out files without bytes, so Hadoop is asked directly.
    """
    jvm: Any = spark.sparkContext._jvm
    folder = jvm.org.apache.hadoop.fs.Path(root)
    system = folder.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())
    files = system.listFiles(folder, True)
    while files.hasNext():
        status = files.next()
        path = status.getPath().toString()
        if not any(part.startswith(("_", ".")) for part in path.removeprefix(root).split("/")):
            yield path, status.getLen(), status.getModificationTime()


def _landing_file(path: str, size: int, modified: int, root: str) -> LandingFile:
    name = path.removeprefix(root).lstrip("/")
    parts = name.split("/")
    source = parts[0] if len(parts) > 1 else ""
    delivered_on, note = None, ""
    if source not in BY_NAME:
        note = "not below a folder named after a source of the landing contract"
    else:
        try:
            delivered_on = date.fromisoformat(parts[1])
        except ValueError:
            note = "not below <source>/<delivery day as YYYY-MM-DD>/"
        if len(parts) < 3:
            note = "not below <source>/<delivery day as YYYY-MM-DD>/"
    if size > readers.MAX_BYTES:
        note = f"larger than {readers.MAX_BYTES} bytes; deliver it in parts"
    modified_at = datetime.fromtimestamp(modified / 1e3, tz=UTC)
    status = "unreadable" if note else ""
    if not size and not note:
        facts = readers.inspect(b"", BY_NAME[source])
        return LandingFile(name, path, source, delivered_on, size, modified_at, **vars(facts))
    return LandingFile(name, path, source, delivered_on, size, modified_at, status=status, note=note)


def inspected(spark: SparkSession, files: Sequence[LandingFile]) -> list[LandingFile]:
    """The files with digest, status and note, each looked at once by the executors."""
    fresh = {file.path: file for file in files if not file.status}
    if not fresh:
        return list(files)
    sources = {file.path: file.source for file in fresh.values()}

    def look(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for path, content in zip(batch.column("path"), batch.column("content"), strict=True):
                facts = readers.inspect(content.as_py(), BY_NAME[sources[path.as_py()]])
                yield pa.RecordBatch.from_pylist(
                    [
                        {
                            "path": path.as_py(),
                            "sha256": facts.sha256,
                            "status": facts.status,
                            "note": facts.note,
                        }
                    ]
                )

    found = contents(spark, list(fresh)).mapInArrow(
        look, "path STRING, sha256 STRING, status STRING, note STRING"
    )
    facts = {row["path"]: row for row in found.collect()}
    return [
        file
        if file.status
        else replace(file, **{key: facts[file.path][key] for key in ("sha256", "status", "note")})
        for file in files
    ]


def contents(spark: SparkSession, paths: Sequence[str]) -> DataFrame:
    """path STRING, content BINARY; one file at a time reaches a Python worker."""
    return spark.read.format("binaryFile").load([_escaped(path) for path in paths]).select("path", "content")


def rows(
    spark: SparkSession, files: Sequence[LandingFile], source: Source, known_at: Mapping[str, datetime]
) -> DataFrame:
    """`_file`, `available_at` (by file name from `known_at`) and the columns of `readers.batch_schema`."""
    names = {file.path: file.name for file in files}

    def parse(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for path, content in zip(batch.column("path"), batch.column("content"), strict=True):
                name = names[path.as_py()]
                for part in readers.read(content.as_py(), source):
                    told = pa.array([name] * part.num_rows, pa.string())
                    known = pa.array([known_at[name]] * part.num_rows, pa.timestamp("us", "UTC"))
                    part = part.add_column(0, pa.field("available_at", known.type), known)
                    yield part.add_column(0, pa.field("_file", told.type), told)

    columns = ", ".join(f"`{name}` STRING" for name in source.raw_columns)
    schema = (
        f"_file STRING, available_at TIMESTAMP, _row BIGINT, {columns}, "
        "_extra MAP<STRING,STRING>, _error STRING, _text STRING"
    )
    return contents(spark, list(names)).mapInArrow(parse, schema)


def _escaped(path: str) -> str:
    """Spark takes load paths for glob patterns."""
    return "".join(f"\\{letter}" if letter in "[]{}*?\\" else letter for letter in path)
