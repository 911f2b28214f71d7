"""What is counted of a dataset at build, its bounds, and how large the largest description of itself can get."""

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from publisher.catalogue.partitions import partitions
from publisher.labels import LABEL_PREDICATES
from publisher.namespaces import RDF, RDFS, VOID, VOID_EXT, Prefixes
from publisher.statistics import DETAILS, WIDEST, Statistics, as_facts, count, kind_of

BASE = "https://data.example/kg/"
TYPE = NamedNode(RDF + "type")


def node(name: str) -> NamedNode:
    return NamedNode(BASE + name)


def counted(quads: Iterable[Quad]) -> Statistics:
    found = sorted(quads, key=str)
    named = {one.graph_name.value for one in found if isinstance(one.graph_name, NamedNode)}
    graphs = {iri: iri.rpartition("/")[2] for iri in sorted(named)}
    return count(found, graphs, BASE, Prefixes({}))


def wide(classes: int, properties: int) -> Iterator[Quad]:
    """Yield one thing of each of some classes; each has all of some properties, in a graph of its own."""
    for number in range(classes):
        thing, graph = node(f"id/{number:03}"), node(f"graph/{number:03}")
        yield Quad(thing, TYPE, node(f"def#C{number:03}"), graph)
        yield from (Quad(thing, node(f"def#p{one:04}"), Literal("x"), graph) for one in range(properties - 1))


def comments(statistics: Statistics) -> dict[str, str]:
    """Return what is said of what is left out, by language."""
    said = (quad.object for quad in partitions(BASE, statistics) if quad.predicate.value == RDFS + "comment")
    return {text.language or "": text.value for text in said if isinstance(text, Literal)}


def test_nothing_is_counted_of_nothing() -> None:
    nothing = counted([])
    assert set(nothing.counts.values()) == {0}
    assert (nothing.classes, nothing.properties, nothing.graphs, nothing.examples) == ((), (), (), ())
    assert comments(nothing) == {}


def test_triples_outside_all_graphs_are_counted_too() -> None:
    thing = node("id/a")
    found = counted(
        [Quad(thing, TYPE, node("def#C"), DefaultGraph()), Quad(thing, TYPE, node("def#C"), node("graph/g"))]
    )
    assert (found.triples, found.quads) == (1, 2)
    assert found.graphs[0].figures.triples == 1


def test_things_are_the_subjects_that_have_an_iri_of_the_site() -> None:
    told, graph = node("def#C"), node("graph/g")
    subjects = (node("id/a"), NamedNode("https://foreign.example/b"), BlankNode("c14n0"))
    found = counted([*(Quad(one, TYPE, told, graph) for one in subjects), Quad(node("id/c"), told, told, graph)])
    for figures in (found.figures, found.graphs[0].figures):
        assert (figures.things, figures.subjects) == (2, 4)
    assert (found.counts["things"], found.counts["subjects"]) == (2, 4)
    assert [(one.things, one.total) for one in (*found.classes, *found.graphs[0].classes)] == [(1, 3), (1, 3)]


def test_vocabularies_are_what_terms_are_named_below_and_neither_a_scheme_nor_the_site_itself() -> None:
    terms = ("urn:uuid:1234", "tag:x", BASE + "knows", BASE + "def#p", "urn:x#p", "https://v.example/ns/p", "https://v")
    found = counted(Quad(node("id/a"), NamedNode(iri), Literal("x"), node("graph/g")) for iri in terms)
    assert found.vocabularies == (BASE + "def#", "https://v.example/ns/", "urn:x#")


def test_of_a_class_with_very_many_properties_the_commonest_are_told_and_the_total() -> None:
    common = [
        Quad(node(f"id/more{n}"), p, Literal("x"), node("graph/000")) for n in (1, 2) for p in (node("def#p0300"),)
    ]
    typed = [Quad(node(f"id/more{n}"), TYPE, node("def#C000"), node("graph/000")) for n in (1, 2)]
    [kind] = counted([*wide(1, WIDEST + 150), *common, *typed]).classes
    assert (kind.total, kind.properties, len(kind.shares)) == (3, WIDEST + 150, WIDEST)
    first = [(share.iri, share.subjects, share.triples) for share in kind.shares[:2]]
    assert first == [(RDF + "type", 3, 3), (BASE + "def#p0300", 3, 3)]


def test_past_the_bounds_only_the_largest_have_parts_and_that_is_said() -> None:
    told = DETAILS // WIDEST
    statistics = counted(wide(told + 3, WIDEST))
    assert [len(kind.shares) for kind in statistics.classes] == [WIDEST] * told + [0] * 3
    assert all(kind.properties == WIDEST for kind in statistics.classes)
    # A graph has a class beside its properties.
    graphs = DETAILS // (WIDEST + 1)
    assert sum(bool(graph.properties) for graph in statistics.graphs) == graphs
    said = comments(statistics)
    assert said.keys() == {"en", "ja"}
    for text in said.values():
        assert all(str(number) in text for number in (told, told + 3, graphs, WIDEST))
    # Totals are told of all of them.
    stated = [quad for quad in partitions(BASE, statistics) if quad.predicate.value == VOID + "properties"]
    assert len(stated) == 1 + 2 * (told + 3)


def test_within_the_bounds_nothing_is_left_out() -> None:
    statistics = counted(wide(3, 20))
    assert all(len(kind.shares) == 20 for kind in statistics.classes)
    assert comments(statistics) == {}


def test_every_datatype_is_stated_and_every_property_that_names_things() -> None:
    typed = [
        Quad(node("id/a"), node("def#p"), Literal("x", datatype=node(f"type/{n:03}")), node("graph/a"))
        for n in range(WIDEST + 60)
    ]
    named = [
        Quad(node("id/a"), NamedNode(iri), Literal("x", language="en"), node("graph/a")) for iri in LABEL_PREDICATES
    ]
    said = Counter(quad.predicate.value for quad in partitions(BASE, counted([*typed, *named])))
    assert said[VOID_EXT + "datatypePartition"] == WIDEST + 61
    [english] = counted(named).languages
    assert {part.iri for part in english.labels} == set(LABEL_PREDICATES)


def test_names_of_parts_are_unique_among_all_nodes_of_the_description() -> None:
    thing, graph = node("id/a"), node("graph/C")
    quads = [
        *(Quad(thing, TYPE, NamedNode(iri), graph) for iri in (BASE + "def#C", "urn:x#C", BASE + "def#C-property-p")),
        *(Quad(thing, NamedNode(iri), Literal("x"), graph) for iri in (BASE + "def#p", "urn:x#p", "urn:y#C")),
        *(Quad(thing, node("def#t"), Literal("x", datatype=NamedNode(iri)), graph) for iri in ("urn:a#C", "urn:b#C")),
    ]
    about: dict[str, set[str]] = {}
    for quad in partitions(BASE, counted(quads)):
        if quad.predicate.value.rpartition("#")[2] in ("class", "property", "datatype", "name"):
            about.setdefault(str(quad.subject), set()).add(str(quad.object))
    assert len(about) > 15
    assert all(len(one) == 1 for one in about.values()), about


def test_a_class_comes_back_from_its_fact() -> None:
    statistics = counted(wide(2, 5))
    facts = as_facts(statistics, [])
    for kind in statistics.classes:
        assert kind_of(facts[f"class {kind.name}"]) == kind


@pytest.mark.parametrize("withdrawn", [False, True])
def test_examples_are_things_of_different_classes_that_are_not_withdrawn(withdrawn: bool) -> None:
    deprecated = Quad(
        node("id/000"), NamedNode("http://www.w3.org/2002/07/owl#deprecated"), Literal("true"), node("graph/000")
    )
    found = counted([*wide(2, 5), *([deprecated] if withdrawn else [])]).examples
    assert found == ((BASE + "id/001",) if withdrawn else (BASE + "id/000", BASE + "id/001"))
