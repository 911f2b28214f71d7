"""The site's questions have the expected answers in a Virtuoso that loaded the dumps."""

import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from answers import QUESTIONS, expected, is_ordered, question, told, with_prefixes
from pyoxigraph import parse
from support import Server
from virtuoso import Virtuoso, virtuoso

NAMES = list(QUESTIONS)
# The union has no graphs by name.
NAMES_FOR_UNION = [name for name in NAMES if "GRAPH" not in question(name)]
UNION = "https://example.org/union"


@pytest.fixture(scope="module")
def of_quads(site_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    """Run a Virtuoso with the N-Quads dump: each triple in its named graph, and nothing else."""
    yield from holding("jpo-wipo.nq", site_server, tmp_path_factory)


@pytest.fixture(scope="module")
def of_turtle(site_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    """Run a Virtuoso with the Turtle dump, the union of all graphs, in one graph."""
    yield from holding("jpo-wipo.ttl", site_server, tmp_path_factory)


def test_virtuoso_holds_as_many_triples_in_each_graph_as_the_dump(
    of_quads: Virtuoso, site_server: Server, tmp_path: Path
) -> None:
    dump = fetched(site_server, "jpo-wipo.nq", tmp_path)
    written = Counter(quad.graph_name.value for quad in parse(path=dump))
    answer = of_quads.ask("SELECT ?graph (COUNT(*) AS ?triples) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph")
    rows = answer.json()["results"]["bindings"]
    held = {row["graph"]["value"]: int(row["triples"]["value"]) for row in rows}
    assert {graph: held.get(graph) for graph in written} == written


def holding(name: str, site: Server, folders: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    """Run a Virtuoso with a dump; triples without a graph of their own go into one."""
    folder = folders.mktemp("virtuoso")
    dump = fetched(site, name, folder)
    with virtuoso(folder / "database", folder) as server:
        server.load(dump, UNION)
        yield server


def fetched(site: Server, name: str, folder: Path) -> Path:
    """Write a dump of a site into a folder, unpacked."""
    file = folder / name
    file.write_bytes(gzip.decompress(site.get(f"dumps/{name}.gz").content))
    return file


def assert_answers(name: str, server: Virtuoso, base: str, *graphs: str) -> None:
    answer = server.ask(with_prefixes(name, base), *graphs)
    assert answer.status_code == 200, answer.text
    found = told(answer.content, base)
    assert found.agrees(expected(name), is_ordered(name)), found


@pytest.mark.parametrize("name", NAMES)
def test_question_is_answered_by_virtuoso_over_the_named_graphs(
    name: str, of_quads: Virtuoso, site_server: Server
) -> None:
    assert_answers(name, of_quads, site_server.base)


@pytest.mark.parametrize("name", NAMES_FOR_UNION)
def test_question_is_answered_by_virtuoso_over_the_union(name: str, of_turtle: Virtuoso, site_server: Server) -> None:
    assert_answers(name, of_turtle, site_server.base, UNION)
