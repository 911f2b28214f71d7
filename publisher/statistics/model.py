"""The figures of a dataset: totals, classes, properties, graphs, languages; and as facts that pages read."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from publisher.dumps import DumpFile


@dataclass(frozen=True)
class Figures:
    """The totals of a set of triples; `things` are those of the subjects that have an IRI of the site's.

    They are VoID's entities, which "must have a URI" and match the dataset's (Describing Linked Datasets, 4.6).
    """

    triples: int
    things: int
    subjects: int
    objects: int
    classes: int
    properties: int


@dataclass(frozen=True)
class Property:
    """A property: `total` counts its triples, then come the different subjects and objects of these."""

    iri: str
    name: str
    total: int
    subjects: int
    objects: int


@dataclass(frozen=True)
class Share:
    """A property of the members of a class: how many triples they have by it, and how many of them have it."""

    iri: str
    name: str
    triples: int
    subjects: int


@dataclass(frozen=True)
class Kind:
    """A class: `name` gives its page, `total` counts its members, then come what these have.

    `things` are the members that have an IRI of the site's. `shares` are the properties that most members have; none
    where they are past the bounds.
    """

    iri: str
    name: str
    total: int
    things: int
    triples: int
    properties: int
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Part:
    """A property or datatype: `total` counts its triples."""

    iri: str
    name: str
    total: int


@dataclass(frozen=True)
class Members:
    """A class in a graph: `total` counts its members there, `things` those that have an IRI of the site's."""

    iri: str
    name: str
    total: int
    things: int


@dataclass(frozen=True)
class Graph:
    """A named graph: `name` gives its page; its commonest classes and properties, none where past the bounds.

    `named` counts its classes that have an IRI.
    """

    iri: str
    name: str
    figures: Figures
    named: int
    classes: tuple[Members, ...]
    properties: tuple[Part, ...]

    @property
    def total(self) -> int:
        """Its triples."""
        return self.figures.triples


@dataclass(frozen=True)
class Language:
    """A language of texts: `total` counts the triples with such a text, `labels` those of them that name a thing."""

    tag: str
    total: int
    labels: tuple[Part, ...]


@dataclass(frozen=True)
class Statistics:
    """What is counted once, at build: all of the distinct union but `quads` and the graphs."""

    figures: Figures
    quads: int
    classes: tuple[Kind, ...]
    properties: tuple[Property, ...]
    graphs: tuple[Graph, ...]
    languages: tuple[Language, ...]
    datatypes: tuple[Part, ...]
    examples: tuple[str, ...]
    vocabularies: tuple[str, ...]

    @property
    def triples(self) -> int:
        """The distinct triples of all graphs."""
        return self.figures.triples

    @property
    def subjects(self) -> int:
        """The different subjects of these."""
        return self.figures.subjects

    @property
    def objects(self) -> int:
        """The different objects of these."""
        return self.figures.objects

    @property
    def counts(self) -> dict[str, int]:
        """The totals by name; `classes` are those with an IRI, which have pages."""
        return {
            "triples": self.figures.triples,
            "quads": self.quads,
            "things": self.figures.things,
            "subjects": self.figures.subjects,
            "objects": self.figures.objects,
            "classes": len(self.classes),
            "properties": len(self.properties),
            "graphs": len(self.graphs),
        }


def as_facts(statistics: Statistics, dumps: Sequence[DumpFile]) -> dict[str, Any]:
    """Return what pages show of the counts, as JSON can hold it; all of a class or graph also as a fact of its own."""
    details = {f"class {kind.name}": asdict(kind) for kind in statistics.classes}
    details |= {f"graph {graph.name}": asdict(graph) for graph in statistics.graphs}
    return {
        "counts": statistics.counts,
        "classes": [asdict(replace(kind, shares=())) for kind in statistics.classes],
        "properties": [asdict(one) for one in statistics.properties],
        "graphs": [_row(graph) for graph in statistics.graphs],
        "languages": [asdict(language) for language in statistics.languages],
        "datatypes": [asdict(part) for part in statistics.datatypes],
        "dumps": [vars(dump) for dump in dumps],
    } | details


def _row(graph: Graph) -> dict[str, Any]:
    """Return a graph in figures; of its classes only those with an IRI, which pages list."""
    return {"iri": graph.iri, "name": graph.name} | asdict(graph.figures) | {"classes": graph.named}


def kind_of(fact: Mapping[str, Any]) -> Kind:
    """Return a class from its own fact."""
    return Kind(**{**fact, "shares": tuple(Share(**share) for share in fact["shares"])})
