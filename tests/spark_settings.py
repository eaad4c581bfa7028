"""How the tests start Spark: many small queries, so no query is compiled that runs once."""

from __future__ import annotations

from gridtag.settings import TIME_ZONE

INTERPRETED = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.buffer.pageSize": "256k",
    "spark.default.parallelism": "1",
    "spark.sql.shuffle.partitions": "1",
    "spark.databricks.delta.snapshotPartitions": "1",
}
"""Over few rows, generating and compiling code takes longer than interpreting expressions, clearing memory longer
than filling it, and a second task longer than the rows it would take from the first."""

_JAVA = (
    f"-Duser.timezone={TIME_ZONE} -XX:+UseParallelGC -XX:ReservedCodeCacheSize=512m -XX:MetaspaceSize=512m"
)

_OWN_FILES = {
    "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
    "spark.delta.logStore.file.impl": "io.delta.storage.LocalLogStore",
}
"""Without its native library Hadoop starts a process to rename, link or look at a file; these ask Java. The log store
is safe for one process at a time."""

SUITE = {
    "spark.driver.extraJavaOptions": f"{_JAVA} -Djdk.lang.Process.launchMechanism=VFORK -Xms3g -Xmn1g",
    **INTERPRETED,
    **_OWN_FILES,
}
"""For the session of the whole suite: garbage is young, and minutes suffice to compile Spark itself well."""

QUICK_JAVA = f"{_JAVA} -XX:TieredStopAtLevel=1"
QUICK = {"spark.driver.extraJavaOptions": QUICK_JAVA, **INTERPRETED}
"""For a process that ends within a minute: the Java compiler's first tier is enough and costs least."""
