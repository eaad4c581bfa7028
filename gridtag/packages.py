"""Jars beside Spark's own, by the coordinates its resolver takes. Python and jar versions go together."""

PACKAGES = ("io.delta:delta-spark_4.2_2.13:4.4.0", "org.postgresql:postgresql:42.7.8")
