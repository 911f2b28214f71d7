"""What VoID and the service description say of sizes where queries count otherwise than the data is written."""

from collections.abc import Iterable
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import RDFS, VOID, URIRef
from support import Server

from publisher.catalogue import Catalogue
from publisher.namespaces import SD, XSD, Prefixes
from publisher.settings import Site
from publisher.statistics import count
from publisher.store import write_store
from publisher.store.held import Held, held_in

BASE = "https://data.example/kg/"
GRAPH, OTHER = NamedNode(BASE + "graph/numbers"), NamedNode(BASE + "graph/other")
# Of one value each: what the engine keeps once.
NUMBERS = [
    ("1", "integer"),
    ("01", "integer"),
    ("1", "int"),
    ("1.0", "decimal"),
    ("1.00", "decimal"),
    ("true", "boolean"),
]
KEPT = 3
Said = dict[tuple[str, str], list[str]]


def quads(literals: Iterable[tuple[str, str]]) -> list[Quad]:
    subject, predicate = NamedNode(BASE + "id/a"), NamedNode(BASE + "def#number")
    found = [Quad(subject, predicate, Literal(form, datatype=NamedNode(XSD + name)), GRAPH) for form, name in literals]
    return sorted([*found, Quad(subject, predicate, subject, OTHER), Quad(subject, predicate, subject, GRAPH)], key=str)


def said(folder: Path, literals: Iterable[tuple[str, str]]) -> tuple[Said, Said, Held]:
    """Return the objects that VoID and the service description have, by subject and predicate, and what is held."""
    published = quads(literals)
    write_store(folder / "store", published)
    held = held_in(folder / "store")
    statistics = count(published, {GRAPH.value: "numbers", OTHER.value: "other"}, BASE, Prefixes({}))
    catalogue = Catalogue(Site({"en": "Numbers"}, BASE), BASE, statistics, held, [])
    pages: list[Said] = [{}, {}]
    for page, rows in zip(pages, (catalogue.dataset(), catalogue.service()), strict=True):
        for row in rows:
            value = row.object.value if isinstance(row.object, NamedNode | Literal) else ""
            page.setdefault((str(row.subject)[1:-1], row.predicate.value), []).append(value)
    return pages[0], pages[1], held


def test_the_service_description_states_what_queries_find_and_void_what_is_written(tmp_path: Path) -> None:
    void, service, held = said(tmp_path, NUMBERS)
    assert (held.triples, held.graphs) == (KEPT + 1, {GRAPH.value: KEPT + 1, OTHER.value: 1})
    triples = str(VOID.triples)
    assert void[BASE + "dataset", triples] == [str(len(NUMBERS) + 1)]
    assert void[BASE + "dataset#graph-numbers", triples] == [str(len(NUMBERS) + 1)]
    assert service[BASE + "sparql#default-graph", triples] == [str(KEPT + 1)]
    [node] = service[BASE + "dataset#graph-numbers", SD + "graph"]
    assert service[node, triples] == [str(KEPT + 1)]
    assert (BASE + "dataset#graph-numbers", triples) not in service, "one node has one figure, wherever it stands"


def test_both_say_that_queries_count_otherwise_in_both_languages(tmp_path: Path) -> None:
    void, service, _ = said(tmp_path, NUMBERS)
    for texts in (void[BASE + "dataset", str(RDFS.comment)], service[BASE + "sparql", str(RDFS.comment)]):
        assert len(texts) == 2
        for text in texts:
            assert str(KEPT + 1) in text
            assert str(len(NUMBERS) + 1) in text


@pytest.mark.parametrize("form", [("1", "nonNegativeInteger"), ("1", "int")])
def test_a_datatype_that_the_engine_does_not_keep_is_told_where_all_totals_are_the_same(
    tmp_path: Path, form: tuple[str, str]
) -> None:
    void, _, held = said(tmp_path, [form])
    assert held.triples == 2
    assert any("other totals of 2 datatypes" in text for text in void[BASE + "dataset", str(RDFS.comment)])


def test_nothing_is_said_where_queries_find_what_is_written(tmp_path: Path) -> None:
    void, service, _ = said(tmp_path, [("1", "integer"), ("2015-02-13", "date"), ("x", "string")])
    assert (BASE + "dataset", str(RDFS.comment)) not in void
    assert (BASE + "sparql", str(RDFS.comment)) not in service


def test_a_served_site_says_so_on_both_pages(odd_server: Server) -> None:
    for path, words in (("dataset", "count the data as it is written"), ("sparql", "count what queries find")):
        graph = rdflib.Graph().parse(data=odd_server.get(f"{path}.nt").text, format="nt")
        comments = [str(one) for one in graph.objects(URIRef(odd_server.base + path), RDFS.comment)]
        assert any(words in one for one in comments), comments
