"""Every morning: landing files of the day before into silver, then the quality checks."""

from datetime import datetime, timedelta

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import CronDataIntervalTimetable, Param, chain, dag

from gridtag.jobs.catalog import of_group, submission


@dag(
    dag_id="ingest",
    schedule=CronDataIntervalTimetable("0 6 * * *", timezone="Asia/Shanghai"),
    start_date=datetime(2024, 11, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"owner": "data-engineering", "retries": 2, "retry_delay": timedelta(minutes=5)},
    params={
        "as_of": Param(
            "", type="string", pattern=r"^(\d{4}-\d{2}-\d{2})?$", title="Day, empty: the run's own"
        )
    },
    tags=["gridtag"],
    doc_md=__doc__,
)
def ingest() -> None:
    chain(*[SparkSubmitOperator(**submission(job)) for job in of_group("ingest")])


DAG = ingest()
