"""The benchmark runs: each case gives its table, with publisher beside each rival or the reason why one is missing."""

import re
import subprocess
import sys

import pytest
from support import ROOT, clean_environment, need

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux, which tells of processes")

BENCH = ROOT / "tests" / "bench"
RIVALS = ("nginx", "Oxigraph server", "rdflib-endpoint", "Virtuoso")
# Title and rows of each table, storms apart: they have tests of their own.
ROWS = {
    "Build": ("reading", "moving under the base", "parsing, moving, tables, store and search", "most memory"),
    "Start-up": ("first 200 at /readyz",),
    "Hot documents, and 304": ("Turtle", "HTML, gzip", "JSON-LD", "N-Triples, gzip", "Turtle, 304"),
    "Memory": ("after start", "after the hot documents: each worker"),
    "Cold documents": ("Turtle, by processor", "Turtle"),
    "Hot queries": ("COUNT of all triples", "a join of 50 rows"),
    "Queries of 17 kinds, cold": ("look-up", "closure", "NOT EXISTS", "geometric mean"),
    "Dumps": (".nt, ", ".nt.gz, "),
    "Queries over HTTP and in process": ("a look-up over HTTP", "a graph of 50 over HTTP"),
}
CASES = "build,start,hot,cold,queries,mix,dumps,overhead"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Run all cases on little data, once."""
    need("wrk")
    need("nginx")
    file = tmp_path_factory.mktemp("bench") / "table.md"
    sizes = ["--triples", "2000", "--rounds", "1", "--seconds", "0.1", "--cases", CASES, "--write", str(file)]
    environment = {**clean_environment(), "PYTHONPATH": f"{ROOT / 'tests'}:{ROOT}"}
    command = [sys.executable, str(BENCH), *sizes]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("title", ROWS)
def test_each_case_writes_its_table_with_its_rows(report: str, title: str) -> None:
    table = report.partition(f"## {title}\n")[2].partition("\n## ")[0]
    cells = {cell.strip() for line in table.splitlines() for cell in line.split("|")}
    missing = [row for row in ROWS[title] if not any(cell.startswith(row) for cell in cells)]
    assert not missing, table


def test_each_rival_is_there_or_named_as_missing(report: str) -> None:
    rows = [line for line in report.splitlines() if line.startswith("|")]
    assert [name for name in RIVALS if not any(name in row for row in rows)] == []


def test_the_report_tells_command_size_machine_and_versions(report: str) -> None:
    heading = report.partition("\n## ")[0]
    assert re.search(r"`make bench TRIPLES=2000 CASES=\S+` on \d{4}-\d\d-\d\d: 2,000 triples", heading)
    assert re.search(r"\d+ × .*, \d+ GB, Linux ", heading)
    for name in (
        "Python",
        "pyoxigraph",
        "httptools",
        "uvloop",
        "nginx",
        "wrk",
        "virtuoso-t",
        "oxigraph",
        "rdflib-endpoint",
    ):
        assert re.search(rf"\b{name}\S* \d|no {name}", heading), name
