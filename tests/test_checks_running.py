"""pySHACL is run as it is, but for one method that is mended while it runs."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from checks_support import BASE, PREFIXES, shape
from pyshacl.constraints.constraint_component import ConstraintComponent
from rdflib import SH, Graph
from support import ROOT, clean_environment, write_site

from publisher.checks.running import run
from publisher.checks.terms import RememberingGraph

QUERY = f"SELECT $this ?value {{ $this <{BASE}name> ?value }}"
SHAPES = shape(f"sh:sparql [ sh:message 'not {{?value}}' ; sh:select '{QUERY}' ]")
DATA = "".join(f"e:a{n} a e:T ; e:name '\\\\d{n}' .\n" for n in range(30))


def graph(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")


def test_runs_at_once_find_the_same_and_leave_pyshacl_as_it_was() -> None:
    before = dict(vars(ConstraintComponent))
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: run(graph(DATA), graph(SHAPES)), range(8)))
    messages = [{str(text) for text in report.objects(None, SH.resultMessage)} for report in reports]
    assert messages == [{f"not \\d{n}" for n in range(30)}] * 8
    assert dict(vars(ConstraintComponent)) == before


def test_a_release_of_pyshacl_that_cannot_be_mended_is_refused_and_no_shape_is_blamed(tmp_path: Path) -> None:
    write_site(tmp_path, {"shapes/s.ttl": PREFIXES + SHAPES, "data/d.ttl": PREFIXES + DATA})
    program = (
        "import sys; from pyshacl.constraints.constraint_component import ConstraintComponent as C; "
        "del C._format_sparql_based_result_message; from publisher.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program, "check", "--site", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "is not supported" in done.stderr.splitlines()[0]
    assert "pyshacl>=0.40,<0.41" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_prefixes_before_a_query_are_its_own_wherever_they_stand() -> None:
    asked = RememberingGraph()
    asked += graph("e:a e:name 'x' . <urn:b> <urn:name> 'y' .")
    many = "".join(f"PREFIX p{n}: <urn:{n}/>\n" for n in range(3))
    for text in (
        f"PREFIX e: <{BASE}>\n{many}SELECT ?o {{ ?s e:name ?o }}",
        f"{many}# of this query\nPREFIX e: <urn:>\nPREFIX e: <{BASE}> SELECT ?o {{ ?s e:name ?o }}",
        f"{many}PREFIX p1: <{BASE}>\nSELECT ?o {{ ?s p1:name ?o }}",
    ):
        assert [str(value) for (value,) in asked.query(text)] == ["x"]
