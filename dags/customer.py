"""After the day's ingest has passed its checks: features of every customer, then tags."""

from datetime import datetime, timedelta

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.providers.standard.sensors.external_task import ExternalTaskSensor
from airflow.sdk import CronDataIntervalTimetable, Param, chain, dag

from gridtag.jobs.catalog import of_group, submission


@dag(
    dag_id="customer",
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
def customer() -> None:
    checked = ExternalTaskSensor(
        task_id="wait_for_quality",
        external_dag_id="ingest",
        external_task_id="quality",
        mode="reschedule",
        poke_interval=60,
        timeout=6 * 3600,
        doc_md="Waits for the same day's quality checks, so that features never stand on unchecked rows.",
    )
    chain(checked, *[SparkSubmitOperator(**submission(job)) for job in of_group("customer")])


DAG = customer()
