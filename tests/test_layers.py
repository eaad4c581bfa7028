"""The layers hold: imports go one way, only jobs touch tables and clocks, declarations load without Spark."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("dags", "jobs", "features", "models", "expectations", "sample", "sql", "bench", "gridtag")
LONGEST_FILE = 300

# what each layer may import of ours, besides itself; `core` is the folder gridtag/
ALLOWED = {
    "core": set(),
    "features": {"core"},
    "models": {"core", "features"},
    "sql": {"core"},
    "expectations": {"core", "features"},
    "sample": {"core"},
    "jobs": {"core", "features", "models", "expectations", "sql", "sample", "bench"},
    "bench": {"core", "features", "models", "jobs"},
    "dags": {"jobs"},
}
USERS_OF_SAMPLE = {"demo", "sample", "cli"}
USERS_OF_BENCH = {"cli_bench"}
WITHOUT_TABLES_AND_CLOCKS = {"core", "features", "models", "expectations", "sql"}
MAY_TOUCH_TABLES = {"gridtag.lake", "gridtag.spark"}

CLOCKS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "Timestamp.now", "Timestamp.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime"),
}
TABLE_CALLS = {"table", "forPath", "forName", "saveAsTable", "insertInto", "readStream", "writeStream"}
ARROW_NAMES = {"pa", "pyarrow"}  # pyarrow.table() makes a table in memory


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[-1] == "__init__":
        parts = parts[:-1]
    return ".".join(parts if parts[0] in ("gridtag", "dags") else ("gridtag", *parts))


def source_files() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def layer(module: str) -> str:
    parts = module.split(".")
    if parts[0] == "dags":
        return "dags"
    return parts[1] if len(parts) > 1 and parts[1] in ALLOWED else "core"


def imported(tree: ast.AST) -> Iterator[str]:
    """Our modules that the tree imports; `from gridtag import jobs` gives gridtag.jobs."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name for name in names if name.split(".")[0] == "gridtag")


def import_faults(module: str, source: str) -> Iterator[str]:
    tree = ast.parse(source)
    own = layer(module)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield f"{module}: relative import, write it out"
    for name in imported(tree):
        other = layer(name)
        if other not in ALLOWED[own] | {own}:
            yield f"{module} ({own}) imports {name} ({other})"
        if own == "dags" and not f"{name}.".startswith("gridtag.jobs.catalog."):
            yield f"{module} imports {name}: DAG files import gridtag.jobs.catalog only"
        if own == "jobs" and other == "sample" and not USERS_OF_SAMPLE & set(module.split(".")[2:]):
            yield f"{module} imports {name}: only demo, sample and cli may"
        if own == "jobs" and other == "bench" and not USERS_OF_BENCH & set(module.split(".")[2:]):
            yield f"{module} imports {name}: only the command that runs benchmarks may"


def is_for_typing(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def running_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes below, without what stands under `if TYPE_CHECKING`."""
    for child in ast.iter_child_nodes(node):
        if is_for_typing(child):
            continue
        yield child
        yield from running_nodes(child)


def attribute_fault(node: ast.Attribute) -> str | None:
    owner = ast.unparse(node.value).split(".")[-1]
    if f"{owner}.{node.attr}" in CLOCKS:
        return f"asks the clock: {ast.unparse(node)}"
    if owner == "spark" and node.attr in ("read", "sql", "catalog"):
        return f"opens a table: {ast.unparse(node)}"
    if node.attr in TABLE_CALLS and owner not in ARROW_NAMES:
        return f"opens a table: {ast.unparse(node)}"
    return None


def purity_faults(module: str, source: str) -> Iterator[str]:
    """Tables opened and clocks asked, where frames and `as_of` should have been given."""
    if layer(module) not in WITHOUT_TABLES_AND_CLOCKS or module in MAY_TOUCH_TABLES:
        return
    for node in running_nodes(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for name in imported(ast.Module([node], [])):
                if ".".join(name.split(".")[:2]) in MAY_TOUCH_TABLES:
                    yield f"{module}:{node.lineno} imports {name}, allowed under TYPE_CHECKING only"
            if isinstance(node, ast.ImportFrom) and node.module == "time":
                for alias in node.names:
                    if f"time.{alias.name}" in CLOCKS:
                        yield f"{module}:{node.lineno} asks the clock: time.{alias.name}"
        elif isinstance(node, ast.Attribute) and (fault := attribute_fault(node)):
            yield f"{module}:{node.lineno} {fault}"


def everywhere(check: Callable[[str, str], Iterator[str]]) -> list[str]:
    return [fault for path in source_files() for fault in check(module_name(path), path.read_text("utf-8"))]


def listed(faults: list[str]) -> str:
    return "\n".join(faults)


def test_imports_go_one_way():
    faults = everywhere(import_faults)
    assert not faults, listed(faults)


def test_only_jobs_touch_tables_and_clocks():
    faults = everywhere(purity_faults)
    assert not faults, listed(faults)


def test_files_stay_short():
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in source_files()}
    faults = [f"{path.relative_to(ROOT)}: {n} lines" for path, n in lengths.items() if n > LONGEST_FILE]
    assert not faults, listed(faults)


def test_every_folder_of_modules_is_a_package():
    folders = {path.parent for path in source_files() if path.relative_to(ROOT).parts[0] != "dags"}
    bare = sorted(str(folder) for folder in folders if not (folder / "__init__.py").exists())
    assert not bare, "no __init__.py in\n" + listed(bare)


LIGHT_IMPORTS = """
import importlib, sys

class Heavy:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"pyspark", "delta", "pandas", "great_expectations", "airflow"}:
            raise ImportError(f"{name} must not be needed here")

sys.meta_path.insert(0, Heavy())
faults = []
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except Exception as error:
        faults.append(f"{name}: {type(error).__name__}: {error}")
sys.exit("\\n".join(faults))
"""


def light_import_faults(modules: list[str]) -> str:
    command = [sys.executable, "-c", LIGHT_IMPORTS, *modules]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120).stderr.strip()


def test_declarations_import_without_spark_or_pandas():
    modules = [module_name(path) for path in source_files()]
    light = [name for name in modules if layer(name) == "features" or name == "gridtag.jobs.catalog"]
    assert "gridtag.features" in light
    assert light_import_faults(light) == ""


def test_heavy_imports_are_noticed():
    assert "must not be needed" in light_import_faults(["pandas"])


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("gridtag.settings", "from gridtag.features import engine"),
        ("gridtag.features.engine", "from gridtag.models.addresses import parse"),
        ("gridtag.features.engine", "def late():\n    import gridtag.jobs.run"),
        ("gridtag.features.engine", "from gridtag import jobs"),
        ("gridtag.features.engine", "from .fold import fold"),
        ("gridtag.models.weak_spots", "import gridtag.jobs.calls as calls"),
        ("gridtag.expectations.calls", "from gridtag.jobs import catalog"),
        ("gridtag.sample.calls", "from gridtag.jobs import catalog"),
        ("gridtag.jobs.bronze", "from gridtag.sample import province"),
        ("gridtag.jobs.features", "from gridtag.bench import silver"),
        ("dags.customer", "from gridtag.jobs.features import run"),
        ("dags.customer", "from gridtag.lake import Lake"),
    ],
)
def test_wrong_imports_are_noticed(module, source):
    assert list(import_faults(module, source))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("gridtag.features.engine", "from gridtag.features.fold import fold\nfrom gridtag import calendar"),
        ("gridtag.models.weak_spots", "from gridtag.features.catalog import names"),
        ("gridtag.jobs.run", "from gridtag.models import addresses\nfrom gridtag.sql import views"),
        ("gridtag.jobs.demo", "from gridtag.sample import province"),
        ("gridtag.jobs.commands.sample", "from gridtag.sample import province"),
        ("dags.customer", "from airflow.sdk import DAG\nfrom gridtag.jobs.catalog import JOBS"),
    ],
)
def test_right_imports_pass(module, source):
    assert not list(import_faults(module, source))


@pytest.mark.parametrize(
    "source",
    [
        "from gridtag.lake import Lake",
        "from gridtag import spark",
        "frame = spark.read.parquet('x')",
        "frame = session.table('silver.calls')",
        "frame = self.spark.sql('select 1')",
        "today = date.today()",
        "moment = dt.datetime.now(tz)",
        "started = time.time()",
        "from time import time",
        "frame.write.saveAsTable('gold.x')",
    ],
)
def test_tables_and_clocks_are_noticed(source):
    assert list(purity_faults("gridtag.models.weak_spots", source))
    assert not list(purity_faults("gridtag.jobs.weak_spots", source))


@pytest.mark.parametrize(
    "source",
    [
        "if TYPE_CHECKING:\n    from gridtag.lake import Lake",
        "batch = pa.table({'a': [1]})",
        "elapsed = time.perf_counter()",
        "day = event.date()",
    ],
)
def test_frames_and_days_pass(source):
    assert not list(purity_faults("gridtag.models.weak_spots", source))
