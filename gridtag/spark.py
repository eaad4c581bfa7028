"""The Spark session: Delta, Shanghai time, no calls home; quiet and small when local."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession

from gridtag.errors import GridtagError
from gridtag.packages import PACKAGES
from gridtag.settings import TIME_ZONE, Settings

_ALWAYS = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.session.timeZone": TIME_ZONE,
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.sources.partitionOverwriteMode": "static",
    # Java does not compile methods of more than 8,000 bytes, so that one over a wide row would be interpreted for ever;
    # above this Spark generates many short ones instead
    "spark.sql.codegen.hugeMethodLimit": "8000",
    # grows exponentially with expressions over expressions, as in rules over typed columns
    "spark.sql.constraintPropagation.enabled": "false",
    # outside UTC Delta rebuilds a table's state after every commit to compare it with the one it kept, for the
    # sake of time stamps as partition values; no table here has partitions
    "spark.databricks.delta.allFilesInCrc.verificationMode.forceOnNonUTC.enabled": "false",
}


def _launch(settings: Settings) -> dict[str, str]:
    """What must be said before Java starts; under spark-submit it is the submitter's."""
    return {
        "spark.master": settings.spark_master,
        "spark.driver.memory": settings.spark_memory,
        "spark.driver.extraJavaOptions": (
            f"-Duser.timezone={TIME_ZONE} -XX:+UseParallelGC "
            "-XX:ReservedCodeCacheSize=512m -XX:MetaspaceSize=512m -Djava.net.preferIPv4Stack=true"
        ),
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.jars.packages": ",".join(PACKAGES),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # every broadcast, sort and aggregate of every task takes at least a page; by default 1/16 of a core's memory
        "spark.buffer.pageSize": "2m",
        # nobody looks at these without the UI, and plans of wide tables fill the memory
        "spark.ui.retainedJobs": "10",
        "spark.ui.retainedStages": "10",
        "spark.ui.retainedTasks": "100",
        "spark.sql.ui.retainedExecutions": "1",
        "spark.log.level": "ERROR",
        "spark.sql.catalogImplementation": "in-memory",
    }


def _tune_local(spark: SparkSession) -> None:
    """Settings for one machine, where nobody has said otherwise: a cluster's defaults make small tables slow."""
    cores = str(os.cpu_count() or 2)
    given = spark.sparkContext.getConf()
    for key, value in {
        "spark.sql.shuffle.partitions": cores,
        "spark.databricks.delta.snapshotPartitions": cores,
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.ui.explainMode": "simple",
        "spark.sql.maxPlanStringLength": "1000",
        "spark.sql.files.maxPartitionBytes": "64m",
    }.items():
        if not given.contains(key):
            spark.conf.set(key, value)


def spark_session(settings: Settings, name: str = "gridtag", log: Path | None = None) -> SparkSession:
    """The session of this process, started where none runs.

    Under spark-submit (cluster, Airflow) master, memory and jars are the submitter's; the settings that results
    depend on are added and, where the master is local, those for small tables. `log` takes what the Java side
    prints on stderr.
    """
    os.environ["TZ"] = TIME_ZONE  # what is collected is shown in local time
    time.tzset()
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    if not submitted:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        if _java_home():
            os.environ.setdefault("JAVA_HOME", _java_home())
    conf = {**_ALWAYS, **({} if submitted else _launch(settings)), **settings.spark_conf}
    builder = SparkSession.builder.appName(name)
    for key, value in conf.items():
        builder = builder.config(key, value)
    with _stderr_to(log):
        try:
            spark = builder.getOrCreate()
        except Exception as error:
            where = f"; its messages are in {log}" if log else ""
            raise GridtagError(f"Spark did not start ({type(error).__name__}){where}") from error
    if (spark.sparkContext.master or "").startswith("local"):
        _tune_local(spark)
    return spark


def _java_home() -> str:
    """The Java that bootstrap wrote down beside the virtual environment, else what Spark finds by itself."""
    noted = Path(sys.prefix) / "java_home"
    return noted.read_text().strip() if noted.is_file() else ""


@contextmanager
def _stderr_to(log: Path | None) -> Iterator[None]:
    """While Java starts, file descriptor 2 is the log; Java keeps it."""
    if log is None:
        yield
        return
    sys.stderr.flush()
    kept = os.dup(2)
    with log.open("ab") as sink:
        os.dup2(sink.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
