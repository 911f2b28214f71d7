"""Dump files: what they are called, what they hold, and that they are the same at every build."""

import gzip
import hashlib
from pathlib import Path

import pytest
import zstandard
from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, RdfFormat, parse

from publisher.dumps import CHECKSUMS, COMPRESSIONS, DumpFile, graph_names, readable_word, unique_words, write_dumps
from publisher.formats import DUMP_FORMATS, N_TRIPLES, RDF_XML, TURTLE, Format
from publisher.namespaces import Prefixes

BASE = "https://data.example/kg/"
ONE, TWO = NamedNode(BASE + "graph/one"), NamedNode(BASE + "graph/two")
PREFIXES = Prefixes({"ex": BASE + "def#"})


def quads(*graphs: NamedNode, text: str = "x") -> list[Quad]:
    """Return a few triples, the same in each graph."""
    subjects: list[NamedNode | BlankNode] = [NamedNode(BASE + "a"), NamedNode(BASE + "b"), BlankNode("c14n0")]
    found = [Quad(one, NamedNode(BASE + "def#p"), Literal(text), graph) for graph in graphs for one in subjects]
    return sorted(found, key=str)


def written(folder: Path, data: list[Quad]) -> dict[str, DumpFile]:
    """Return the dumps of a dataset by their files' names."""
    folder.mkdir(exist_ok=True)
    graphs = graph_names({str(quad.graph_name)[1:-1] for quad in data}, BASE)
    return {dump.file: dump for dump in write_dumps(folder / "dumps", "site", data, graphs, PREFIXES)}


@pytest.mark.parametrize(
    ("iris", "names"),
    [
        (["graph/source"], ["source"]),
        (["graph/deep/levels", "graph/levels"], ["levels-2", "levels"]),
        (["http://a.example/levels", "graph/levels"], ["levels-2", "levels"]),
        (["graph/a%20b", "graph/a-b"], ["a-b-2", "a-b"]),
        (["graph/%E7%89%B9", "graph/caf\u00e9"], ["特", "café"]),
        (["graph/cafe\u0301", "other/café"], ["café", "café-2"]),
        (["graph/Case", "graph/case"], ["Case", "case-2"]),
        (["urn:graph:1", "http://x.example/", "http://x.example/#"], ["1", "x.example", "x.example-2"]),
        (["graph/x-2", "graph/x", "y/x"], ["x-2", "x", "x-3"]),
        (["graph/🌊", "graph/..."], ["unnamed-2", "unnamed"]),
    ],
)
def test_graphs_are_named_by_their_last_word_and_never_alike(iris: list[str], names: list[str]) -> None:
    full = [iri if ":" in iri else BASE + iri for iri in iris]
    assert [graph_names(full, BASE)[iri] for iri in full] == names
    assert graph_names(reversed(full), BASE) == graph_names(full, BASE)


def test_a_name_is_short_enough_for_a_file() -> None:
    for word in ("x" * 300, "特" * 300, "%E7%89%B9" * 300):
        assert 100 < len(readable_word(f"{BASE}{word}").encode()) <= 120
    assert len(set(unique_words({str(number): "特" * 300 for number in range(3)}).values())) == 3


def test_the_whole_and_each_graph_are_there_in_every_format_and_compression(tmp_path: Path) -> None:
    dumps = written(tmp_path, quads(ONE, TWO))
    stems = {"site": None, "site-one": "one", "site-two": "two"}
    expected = {
        f"{stem}.{row.suffix}{ending}": (graph, row.name)
        for stem, graph in stems.items()
        for row in DUMP_FORMATS
        for ending in ("", *(f".{one.suffix}" for one in COMPRESSIONS))
    }
    assert {dump.file: (dump.graph, dump.format) for dump in dumps.values()} == expected
    assert {path.name for path in (tmp_path / "dumps").iterdir()} == {*expected, CHECKSUMS}
    assert dumps["site.ttl"].media_type == TURTLE.media_type
    assert dumps["site.ttl.gz"].media_type == "application/gzip"
    assert dumps["site.ttl.zst"].compression == "zstd"


@pytest.mark.parametrize("row", DUMP_FORMATS, ids=lambda row: row.name)
def test_each_holds_its_graph_or_the_union_packed_or_not(tmp_path: Path, row: Format) -> None:
    data = quads(ONE, TWO)
    written(tmp_path, data)
    for stem, part in (("site", data), ("site-one", quads(ONE))):
        path = tmp_path / "dumps" / f"{stem}.{row.suffix}"
        content = path.read_bytes()
        form = RdfFormat.from_media_type(row.media_type)
        assert form is not None
        found = Dataset(parse(content, form))
        wanted = part if row.holds_graphs else [Quad(q.subject, q.predicate, q.object) for q in part]
        assert {str(quad) for quad in found} == {str(quad) for quad in Dataset(wanted)}
        assert gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) == content
        unpacked = zstandard.ZstdDecompressor().stream_reader(path.with_name(path.name + ".zst").read_bytes()).read()
        assert unpacked == content


def test_sizes_and_checksums_are_true(tmp_path: Path) -> None:
    dumps = written(tmp_path, quads(ONE, TWO))
    lines = (tmp_path / "dumps" / CHECKSUMS).read_text().splitlines()
    listed = {file: sha256 for sha256, _, file in (line.partition("  ") for line in lines)}
    assert list(listed) == sorted(dumps)
    for file, dump in dumps.items():
        content = (tmp_path / "dumps" / file).read_bytes()
        assert (dump.bytes, dump.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert listed[file] == dump.sha256


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    first, second = (written(tmp_path / name, quads(ONE, TWO)) for name in ("first", "second"))
    assert first == second


def test_the_only_graph_shares_its_files_with_the_whole(tmp_path: Path) -> None:
    dumps = written(tmp_path, quads(ONE))
    for row in DUMP_FORMATS:
        whole, graph = (tmp_path / "dumps" / f"{stem}.{row.suffix}" for stem in ("site", "site-one"))
        assert whole.samefile(graph)
        assert dumps[graph.name].graph == "one"
    apart = written(tmp_path / "two", quads(ONE, TWO))
    assert apart["site-one.nt"].sha256 == dumps["site-one.nt"].sha256


def test_what_xml_cannot_carry_has_no_rdf_xml_and_the_rest_is_whole(tmp_path: Path) -> None:
    dumps = written(tmp_path, quads(ONE, text="\u0007") + quads(TWO))
    suffix = RDF_XML.suffix
    assert not {f"site.{suffix}", f"site.{suffix}.gz", f"site-one.{suffix}"} & set(dumps)
    assert f"site-two.{suffix}" in dumps
    assert not list((tmp_path / "dumps").glob(f"site.{suffix}*"))
    assert f"site.{N_TRIPLES.suffix}" in dumps


def test_a_dataset_of_nothing_has_dumps_of_nothing(tmp_path: Path) -> None:
    dumps = written(tmp_path, [])
    assert dumps["site.nt"].bytes == 0
    assert len(dumps) == len(DUMP_FORMATS) * (1 + len(COMPRESSIONS))
