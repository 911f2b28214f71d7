"""What the linter looks at: each IRI, term and tag with the place where it is first met, in one pass over the quads."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from publisher.checks.datatypes import TESTS, fits
from publisher.namespaces import RDF
from publisher.sources import SourceFile
from publisher.syntax.rdfxml import NO_CHARACTER, carries

TYPE = NamedNode(f"{RDF}type")
Spot = tuple[SourceFile, int]  # a quad, by its file and its place among the file's quads
Slip = tuple[Spot, str, str, str]  # where, in English, in Japanese, SHACL's nearest name for the constraint


@dataclass
class Survey:
    """The words of a site's dataset, each with its first spot; the faults of literals with every spot.

    `objects` are the IRIs that stand as objects, but for those that only `rdf:type` leads to.
    """

    iris: dict[NamedNode, Spot] = field(default_factory=dict)
    subjects: set[object] = field(default_factory=set)
    predicates: dict[NamedNode, Spot] = field(default_factory=dict)
    classes: dict[NamedNode, Spot] = field(default_factory=dict)
    objects: dict[NamedNode, Spot] = field(default_factory=dict)
    graphs: set[object] = field(default_factory=set)
    tags: dict[str, Spot] = field(default_factory=dict)
    ill_typed: list[Spot] = field(default_factory=list)
    not_in_xml: list[tuple[str, Spot]] = field(default_factory=list)


def survey(files: Iterable[SourceFile]) -> Survey:
    """Look over the quads of files."""
    seen = Survey()
    datatypes: dict[NamedNode, str] = {}
    for file in files:
        for index, (subject, predicate, value, graph) in enumerate(file.quads):
            spot = (file, index)
            if subject not in seen.subjects:
                seen.subjects.add(subject)
                if type(subject) is NamedNode:
                    seen.iris.setdefault(subject, spot)
            if predicate not in seen.predicates:
                _predicate(seen, predicate, spot)
            if type(value) is Literal:
                _literal(seen, value, spot, datatypes)
            elif type(value) is NamedNode:
                seen.iris.setdefault(value, spot)
                if predicate == TYPE:
                    seen.classes.setdefault(value, spot)
                else:
                    seen.objects.setdefault(value, spot)
            if graph not in seen.graphs:
                seen.graphs.add(graph)
                if type(graph) is NamedNode:
                    seen.iris.setdefault(graph, spot)
    return seen


def _predicate(seen: Survey, predicate: NamedNode, spot: Spot) -> None:
    seen.predicates[predicate] = spot
    seen.iris.setdefault(predicate, spot)
    if (reason := carries([Triple(TYPE, predicate, TYPE)])) is not None:
        seen.not_in_xml.append((reason, spot))


def _literal(seen: Survey, literal: Literal, spot: Spot, datatypes: dict[NamedNode, str]) -> None:
    text, tag = literal.value, literal.language
    if tag is not None:
        seen.tags.setdefault(tag, spot)
    else:
        datatype = literal.datatype
        iri = datatypes.get(datatype)
        if iri is None:
            iri = datatypes[datatype] = datatype.value
            seen.iris.setdefault(datatype, spot)
        if iri in TESTS and not fits(iri, text):
            seen.ill_typed.append(spot)
    if NO_CHARACTER.search(text) is not None:
        reason = carries([Triple(TYPE, TYPE, literal)])
        seen.not_in_xml += [(reason, spot)] if reason is not None else []
