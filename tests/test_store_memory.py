"""Stores in memory: the same quads as on disk, in an order that never changes, and no larger than is reckoned."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from support import ROOT, clean_environment

from publisher.errors import SurroundingsError
from publisher.formats import N_QUADS, N_TRIPLES
from publisher.namespaces import Prefixes
from publisher.store.files import open_store, write_store
from publisher.store.memory import Source, load_store
from publisher.syntax import serialise

SITE = "https://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
GROWTH = """
import sys
from pathlib import Path
from publisher.store.memory import Source, load_store
def taken():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
before = taken()
store = load_store(Source(sys.argv[1], sys.argv[2], int(sys.argv[3])))
print(taken() - before)
"""


def node(name: str) -> NamedNode:
    return NamedNode(SITE + name)


def quads() -> list[Quad]:
    """Return quads in two graphs, one triple in both, with values that a store rewrites and blank nodes."""
    values = [Literal("007", datatype=NamedNode(XSD + "int")), Literal("é\n", language="ja"), BlankNode("c14n0")]
    first = [Quad(BlankNode(f"c14n{n}"), node("p"), value, node("g1")) for n, value in enumerate(values)]
    return [*first, Quad(BlankNode("c14n0"), node("p"), values[0], node("g2"))]


def source_in(folder: Path, held: Sequence[Quad]) -> Source:
    paths = []
    for row in (N_TRIPLES, N_QUADS):
        path = folder / f"t.{row.suffix}"
        path.write_bytes(b"".join(serialise(held, row, Prefixes({}))))
        paths.append(str(path))
    return Source(*paths, 2 * len(held))


def test_memory_holds_what_the_disk_holds(tmp_path: Path) -> None:
    write_store(tmp_path / "store", quads())
    on_disk, loaded = open_store(tmp_path / "store"), load_store(source_in(tmp_path, quads()))
    assert set(loaded) == set(on_disk)
    assert len(loaded) == len(on_disk) == 4 + 3, "the union has the triple of both graphs once"
    assert {graph.value for graph in loaded.named_graphs()} == {SITE + "g1", SITE + "g2"}


def test_memory_finds_everything_in_the_same_order_each_time(tmp_path: Path) -> None:
    held = [Quad(node(f"s{n}"), node(f"p{n % 3}"), node(f"o{n % 7}"), node("g")) for n in range(500)]
    source = source_in(tmp_path, held)
    first, second = (list(load_store(source).query("SELECT * { ?s ?p ?o }")) for _ in range(2))
    assert list(map(str, first)) == list(map(str, second))


def test_a_store_takes_no_more_than_is_reckoned_for_one_process(tmp_path: Path) -> None:
    held = [
        Quad(node(f"thing/{n // 10}"), node(f"p{n % 10}"), Literal(f"value {n % 997}"), node("g"))
        for n in range(50_000)
    ]
    source = source_in(tmp_path, held)
    command = [sys.executable, "-c", GROWTH, source.union, source.graphs, str(source.quads)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=clean_environment())
    reckoned = source.megabytes(0)
    assert reckoned / 2 < float(done.stdout) < 1.5 * reckoned


def test_each_process_is_reckoned_with(tmp_path: Path) -> None:
    source = source_in(tmp_path, quads())
    assert source.megabytes(6) - source.megabytes(5) == pytest.approx(source.megabytes(1) - source.megabytes(0))
    assert source.megabytes(6) > 6 * source.megabytes(0) / 2


@pytest.mark.parametrize("content", [None, b"<http://a.example/> no quad\n"], ids=["no file", "no quads"])
def test_dumps_that_cannot_be_read_are_told(tmp_path: Path, content: bytes | None) -> None:
    source = source_in(tmp_path, quads())
    Path(source.graphs).unlink()
    if content is not None:
        Path(source.graphs).write_bytes(content)
    with pytest.raises(SurroundingsError, match="the store cannot be loaded into memory: "):
        load_store(source)
