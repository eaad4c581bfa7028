"""Tables by name (`silver.calls`) over a folder, an object store or a named catalog. Only jobs hold a lake."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from delta import DeltaTable
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from gridtag import arrow_files, remake
from gridtag.arrow_files import Make
from gridtag.errors import GridtagError

if TYPE_CHECKING:
    import pyarrow as pa

LAYERS = ("bronze", "silver", "gold")


@dataclass(frozen=True)
class Lake:
    spark: SparkSession
    root: str
    catalog: str = ""

    def path(self, name: str) -> str:
        layer, _, table = name.partition(".")
        if layer not in LAYERS or not table.replace("_", "").isalnum():
            raise GridtagError(
                f"no such table: {name}; tables are named <layer>.<table>, layers are {LAYERS}"
            )
        root = self.root.rstrip("/") if "://" in self.root else Path(self.root).resolve()
        return f"{root}/{layer}/{table}"

    def identifier(self, name: str) -> str:
        """How SQL names the table."""
        path = self.path(name)
        return f"`{self.catalog}`.{name}" if self.catalog else f"delta.`{path}`"

    @property
    def on_this_machine(self) -> bool:
        """Whether every task can write into the tables' folders, and nobody else keeps a list of the tables."""
        return (
            "://" not in self.root
            and not self.catalog
            and (self.spark.sparkContext.master or "").startswith("local")
        )

    def exists(self, name: str) -> bool:
        if self.catalog:
            return self.spark.catalog.tableExists(self.identifier(name))
        return DeltaTable.isDeltaTable(self.spark, self.path(name))

    def create(
        self,
        name: str,
        columns: Sequence[str],
        *,
        comment: str,
        cluster_by: Sequence[str] = (),
        checks: dict[str, str] | None = None,
        change_feed: bool = False,
        statistics: Sequence[str] = (),
    ) -> None:
        """Create the table where it is missing.

        `columns` are DDL lines, `checks` CHECK constraints by name; `statistics` are the columns that carry file
        statistics: those that rows are looked up by, clustering columns among them (Delta's first 32 where none
        are given; each costs time in every write).
        """
        if self.exists(name):
            return
        if self.catalog:
            self.spark.sql(f"CREATE SCHEMA IF NOT EXISTS `{self.catalog}`.{name.partition('.')[0]}")
        properties = {"delta.enableDeletionVectors": "true"}
        if change_feed:
            properties["delta.enableChangeDataFeed"] = "true"
        if statistics:
            properties["delta.dataSkippingStatsColumns"] = ",".join(dict.fromkeys(statistics))
        properties |= {f"delta.constraints.{key}": check for key, check in (checks or {}).items()}
        listed = ", ".join(f"'{key}' = '{_quoted(value)}'" for key, value in properties.items())
        self.spark.sql(
            f"CREATE TABLE {self.identifier(name)} ({', '.join(columns)}) USING DELTA "
            + (f"CLUSTER BY ({', '.join(cluster_by)}) " if cluster_by else "")
            + f"COMMENT '{_quoted(comment)}' TBLPROPERTIES ({listed})"
        )

    def read(self, name: str) -> DataFrame:
        if not self.exists(name):
            raise GridtagError(
                f"table {name} is not in the lake {self.root}; run the step that makes it first"
            )
        return self.spark.read.table(self.identifier(name))

    def changes(self, name: str, first: int, last: int) -> DataFrame:
        """Rows inserted, deleted or updated (before and after) by these versions, by the table's change feed."""
        reader = self.spark.read.option("readChangeFeed", "true")
        return (
            reader.option("startingVersion", first).option("endingVersion", last).table(self.identifier(name))
        )

    def version(self, name: str) -> int:
        """That of the table's last commit."""
        (row,) = DeltaTable.forName(self.spark, self.identifier(name)).history(1).select("version").collect()
        return int(row["version"])

    def is_empty(self, name: str) -> bool:
        """Whether the table has no file, by its own log; cheaper than a count."""
        if self.on_this_machine:
            return arrow_files.is_empty(self.path(name))
        table = DeltaTable.forName(self.spark, self.identifier(name))
        found = table.detail().select("numFiles").first()
        return found is None or found["numFiles"] == 0

    def append(self, name: str, frame: DataFrame) -> None:
        self._fitted(name, frame).writeTo(self.identifier(name)).append()

    def replace(self, name: str, frame: DataFrame, where: Column | None = None) -> None:
        """Replace all rows, or those that meet `where`, in one commit; `frame` must lie within `where`."""
        writer = self._fitted(name, frame).writeTo(self.identifier(name))
        writer.overwrite(F.lit(True) if where is None else where)

    def replace_mapped(
        self, name: str, rows: DataFrame, make: Make, schema: pa.Schema, statistics: Sequence[str]
    ) -> None:
        """Replace all rows by what `make` makes of the Arrow batches of each partition; columns of the table that are
        not in `schema` become null.

        On this machine the tasks write the table's files themselves, with these columns' statistics.
        """
        held = self.schema(name)
        if odd := sorted(set(schema.names) - set(held.names)):
            raise GridtagError(f"table {name} has no columns {odd}")
        if self._takes_files(name):
            arrow_files.replace(self.path(name), rows, make, schema, statistics)
            return
        made = rows.mapInArrow(make, from_arrow_schema(schema))
        gone = [
            F.lit(None).cast(one.dataType).alias(one.name) for one in held if one.name not in schema.names
        ]
        self.replace(name, made.select("*", *gone))

    def remake(
        self,
        name: str,
        source: str,
        given: pa.Schema,
        make: Make,
        schema: pa.Schema,
        statistics: Sequence[str],
    ) -> None:
        """As replace_mapped, of the columns `given` of the table `source`; on this machine without Spark."""
        if self._takes_files(name):
            remake.remake(self.path(source), given, self.path(name), make, schema, statistics)
        else:
            self.replace_mapped(name, self.read(source).select(given.names), make, schema, statistics)

    def _takes_files(self, name: str) -> bool:
        return self.on_this_machine and arrow_files.can_write(self.path(name))

    def upsert(
        self,
        name: str,
        frame: DataFrame,
        key: Sequence[str],
        *,
        deleted: str | None = None,
        stays: Sequence[str] = (),
    ) -> None:
        """MERGE `frame` (one row per `key`) into the table; rows that are already so are left alone.

        `deleted` names a boolean column of `frame`: where true, the key is removed. Of columns in `stays` a null in
        `frame` leaves what an existing row holds, so that nobody has to read it to write it again.
        """
        table = DeltaTable.forName(self.spark, self.identifier(name))
        columns = table.toDF().columns
        same_key = " AND ".join(f"old.`{column}` = new.`{column}`" for column in key)
        told = {c: f"coalesce(new.`{c}`, old.`{c}`)" if c in stays else f"new.`{c}`" for c in columns}
        differs = " OR ".join(f"NOT (old.`{c}` <=> {told[c]})" for c in columns if c not in key) or "false"
        merge = table.alias("old").merge(frame.alias("new"), same_key)
        values: dict[str, str | Column] = {f"`{column}`": f"new.`{column}`" for column in columns}
        again: dict[str, str | Column] = {f"`{column}`": value for column, value in told.items()}
        if deleted:
            merge = merge.whenMatchedDelete(f"new.`{deleted}`")
            merge = merge.whenMatchedUpdate(f"NOT new.`{deleted}` AND ({differs})", again)
            merge = merge.whenNotMatchedInsert(f"NOT new.`{deleted}`", values)
        else:
            merge = merge.whenMatchedUpdate(differs, again).whenNotMatchedInsert(values=values)
        merge.execute()

    def delete(self, name: str, where: str) -> None:
        DeltaTable.forName(self.spark, self.identifier(name)).delete(where)

    def query(self, sql: str) -> DataFrame:
        """A query over tables named <layer>.<table>, wherever this lake keeps them."""
        named = re.compile(rf"\b(FROM|JOIN)\s+(({'|'.join(LAYERS)})\.(\w+))", re.IGNORECASE)
        return self.spark.sql(named.sub(self._sourced, sql))

    def _sourced(self, found: re.Match[str]) -> str:
        """`FROM gold.tag_stats` keeps its alias, so that `tag_stats.tag_id` still reads."""
        self.read(found[2])
        return f"{found[1]} {self.identifier(found[2])} AS {found[4]}"

    def schema(self, name: str) -> StructType:
        return self.read(name).schema

    def _fitted(self, name: str, frame: DataFrame) -> DataFrame:
        """The frame's columns in the table's order; a missing or extra column is an error, not a silent null."""
        wanted, given = self.schema(name).names, frame.columns
        if set(wanted) != set(given):
            odd = sorted(set(wanted) ^ set(given))
            raise GridtagError(f"frame and table {name} differ in columns {odd}")
        return frame.select(*[f"`{column}`" for column in wanted])


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
