"""Settings, from the environment alone, so that laptop, container and cluster differ in nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

TIME_ZONE = "Asia/Shanghai"


@dataclass(frozen=True)
class Settings:
    """Where tables live and how Spark starts; every field has an environment variable `GRIDTAG_<NAME>`.

    lake: folder or URI (`s3a://`, `hdfs://`) below which tables lie as <layer>/<table>.
    catalog: named Spark catalog; when set, tables are <catalog>.<layer>.<table> and `lake` only says where.
    spark_master: ignored under spark-submit, which brings its own.
    spark_conf: further Spark settings, as `key=value` joined by `;`.
    postgres: URL of the customer archive; CSV files are read where it is empty.
    secret: key of pseudonyms and of the hold-out draw.
    serving: URL of the database that agents' cards are published to; a SQLite file in `out` where it is empty.
    """

    lake: str = "./lake"
    catalog: str = ""
    spark_master: str = "local[*]"
    spark_memory: str = "3g"
    spark_conf: Mapping[str, str] = field(default_factory=dict)
    postgres: str = ""
    secret: str = ""
    serving: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        def value(name: str, default: str) -> str:
            return environment.get(f"GRIDTAG_{name.upper()}", default)

        pairs = (pair.partition("=") for pair in value("spark_conf", "").split(";") if "=" in pair)
        return cls(
            lake=value("lake", cls.lake),
            catalog=value("catalog", cls.catalog),
            spark_master=value("spark_master", cls.spark_master),
            spark_memory=value("spark_memory", cls.spark_memory),
            spark_conf={key.strip(): setting.strip() for key, _, setting in pairs},
            postgres=value("postgres", cls.postgres),
            secret=value("secret", cls.secret),
            serving=value("serving", cls.serving),
        )
