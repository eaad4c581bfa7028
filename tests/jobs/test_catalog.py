"""The list of jobs: an order that respects needs, and modules that are there."""

from importlib.util import find_spec

from gridtag.jobs.catalog import BY_NAME, JOBS, of_group, submission
from gridtag.jobs.pipeline import chosen


def test_jobs_come_after_what_they_need() -> None:
    seen: set[str] = set()
    for job in JOBS:
        assert set(job.needs) <= seen, job.name
        seen.add(job.name)
    assert len(seen) == len(JOBS)


def test_what_is_apart_runs_only_where_it_is_named() -> None:
    apart = [job for job in JOBS if job.apart]
    assert [job.name for job in apart] == ["feature_audit"] and apart[0] in of_group("customer")
    assert not set(apart) & set(chosen("")) and chosen("feature_audit") == tuple(apart)
    assert not any(job.name in other.needs for job in apart for other in JOBS)


def test_every_job_has_its_module_and_says_what_its_failure_means() -> None:
    for job in JOBS:
        assert find_spec(job.module) is not None, job.module
        assert job.title and job.failure.endswith("."), job.name


def test_a_submission_names_job_day_and_jars() -> None:
    given = submission(BY_NAME["features"])
    arguments = given["application_args"]
    assert arguments[arguments.index("--steps") + 1] == "features"
    assert "params.as_of" in arguments[arguments.index("--as-of") + 1]
    assert "io.delta:delta-spark" in given["packages"] and "quality" not in given["packages"]
