"""The parts of a dataset in VoID: classes with what their things have, properties, graphs, languages, datatypes.

VoID has no word for languages and datatypes: those of the extension that Skosmos, the SPARQL pages of UniProt and
others read are taken, http://ldf.fi/void-ext#. A language there has the properties that name things in it as
property partitions, as Skosmos writes it.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import Quad

from publisher.catalogue.statements import count, graph_node, link, named_graph, text, typed
from publisher.namespaces import FOAF, RDFS, VOID, VOID_EXT
from publisher.statistics import WIDEST, Figures, Graph, Kind, Language, Members, Part, Property, Statistics


def partitions(base: str, statistics: Statistics) -> Iterator[Quad]:
    """Yield the parts of the whole dataset and, as far as the bounds of statistics go, the parts of these."""
    dataset = base + "dataset"
    yield from figures(dataset, statistics.figures)
    for kind in statistics.classes:
        yield link(dataset, VOID + "classPartition", class_node(base, kind.name))
        yield from of_class(base, kind)
    yield from _properties(dataset, statistics.properties)
    yield from _graphs(base, statistics.graphs)
    yield from _languages(dataset, statistics.languages)
    for part in statistics.datatypes:
        node = f"{dataset}#datatype-{part.name}"
        yield link(dataset, VOID_EXT + "datatypePartition", node)
        yield from _counted(node, VOID_EXT + "datatype", part.iri, "triples", part.total)
    yield from _bounds(dataset, statistics)


def figures(node: str, told: Figures) -> Iterator[Quad]:
    """Yield the totals of a dataset."""
    yield count(node, VOID + "triples", told.triples)
    yield count(node, VOID + "entities", told.things)
    yield count(node, VOID + "distinctSubjects", told.subjects)
    yield count(node, VOID + "distinctObjects", told.objects)
    yield count(node, VOID + "classes", told.classes)
    yield count(node, VOID + "properties", told.properties)


def class_node(base: str, name: str) -> str:
    """Return the IRI of the partition of a class, by the name of its page."""
    return f"{base}dataset#class-{name}"


def of_class(base: str, kind: Kind) -> Iterator[Quad]:
    """Yield what is counted of a class: its members, and the properties that they have."""
    node = class_node(base, kind.name)
    yield from _members(node, kind)
    yield count(node, VOID + "triples", kind.triples)
    yield count(node, VOID + "properties", kind.properties)
    yield link(node, FOAF + "page", f"{base}class/{kind.name}")
    for share in kind.shares:
        part = _inner(node, "property", share.name)
        yield link(node, VOID + "propertyPartition", part)
        yield from _counted(part, VOID + "property", share.iri, "triples", share.triples)
        yield count(part, VOID + "distinctSubjects", share.subjects)


def _properties(dataset: str, properties: Iterable[Property]) -> Iterator[Quad]:
    for one in properties:
        node = f"{dataset}#property-{one.name}"
        yield link(dataset, VOID + "propertyPartition", node)
        yield from _counted(node, VOID + "property", one.iri, "triples", one.total)
        yield count(node, VOID + "distinctSubjects", one.subjects)
        yield count(node, VOID + "distinctObjects", one.objects)


def _graphs(base: str, graphs: Iterable[Graph]) -> Iterator[Quad]:
    for graph in graphs:
        node = graph_node(base, graph)
        yield link(base + "dataset", VOID + "subset", node)
        yield from typed(node, VOID + "Dataset")
        yield from named_graph(base, graph)
        yield from figures(node, graph.figures)
        for members in graph.classes:
            inner = _inner(node, "class", members.name)
            yield link(node, VOID + "classPartition", inner)
            yield from _members(inner, members)
        yield from _properties_of(node, graph.properties)


def _languages(dataset: str, languages: Iterable[Language]) -> Iterator[Quad]:
    for language in languages:
        node = f"{dataset}#language-{language.tag}"
        yield link(dataset, VOID_EXT + "languagePartition", node)
        yield from typed(node, VOID + "Dataset")
        yield text(node, VOID_EXT + "language", language.tag)
        yield count(node, VOID + "triples", language.total)
        yield from _properties_of(node, language.labels)


def _members(node: str, members: Kind | Members) -> Iterator[Quad]:
    """Yield the partition by a class: those of its members that are things, and all of them."""
    yield from _counted(node, VOID + "class", members.iri, "entities", members.things)
    yield count(node, VOID + "distinctSubjects", members.total)


def _properties_of(node: str, parts: Iterable[Part]) -> Iterator[Quad]:
    """Yield the partitions of a part by property."""
    for part in parts:
        inner = _inner(node, "property", part.name)
        yield link(node, VOID + "propertyPartition", inner)
        yield from _counted(inner, VOID + "property", part.iri, "triples", part.total)


def _inner(node: str, kind: str, name: str) -> str:
    """Return the IRI of a part of a part; no name holds the sign between them."""
    return f"{node}/{kind}-{name}"


def _counted(node: str, of: str, iri: str, counted: str, total: int) -> Iterator[Quad]:
    """Yield that a node is the partition by something, and what it counts."""
    yield from typed(node, VOID + "Dataset")
    yield link(node, of, iri)
    yield count(node, VOID + counted, total)


def _bounds(dataset: str, statistics: Statistics) -> Iterator[Quad]:
    """Yield what is left out where a dataset is past the bounds; totals tell of all."""
    classes, graphs = statistics.classes, statistics.graphs
    if all(len(kind.shares) == kind.properties for kind in classes) and all(
        len(graph.properties) == graph.figures.properties and len(graph.classes) == graph.named for graph in graphs
    ):
        return
    told_classes, told_graphs = sum(bool(kind.shares) for kind in classes), sum(bool(one.properties) for one in graphs)
    yield text(
        dataset,
        RDFS + "comment",
        f"Partitions of partitions are stated for the {told_classes} largest of {len(classes)} classes and for the "
        f"{told_graphs} largest of {len(graphs)} graphs, at most {WIDEST} of a kind in each, the largest first.",
        "en",
    )
    yield text(
        dataset,
        RDFS + "comment",
        f"内訳を示すのは、{len(classes)}クラスのうち項目の多い{told_classes}クラスと、{len(graphs)}グラフのうち大きい"
        f"{told_graphs}グラフについてである。内訳は種類ごとに、多いものから{WIDEST}件まで。",
        "ja",
    )
