"""How the tests start Spark: many small queries, so nothing is compiled that runs once."""

from __future__ import annotations

from gridtag.settings import TIME_ZONE

JAVA = "-XX:+UseParallelGC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=512m"
"""The Java compiler's first tier is enough and costs least."""

INTERPRETED = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
"""Over few rows, generating and compiling code takes longer than interpreting expressions."""

QUICK = {"spark.driver.extraJavaOptions": f"-Duser.timezone={TIME_ZONE} {JAVA}", **INTERPRETED}
