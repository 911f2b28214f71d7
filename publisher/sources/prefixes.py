"""Which prefixes a site declares, where, and which declaration wins."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad

from publisher.namespaces import SH, VANN, Prefixes
from publisher.sources.model import SourceFile
from publisher.syntax.names import usable

Spot = tuple[SourceFile, int]  # a quad, by its file and its place among the file's quads
DECLARE = NamedNode(f"{SH}declare")
_SHACL = (NamedNode(f"{SH}prefix"), NamedNode(f"{SH}namespace"))
_VANN = (NamedNode(f"{VANN}preferredNamespacePrefix"), NamedNode(f"{VANN}preferredNamespaceUri"))


@dataclass(frozen=True)
class Declaration:
    """What a node declares: where it is first met, and where it is given prefixes and namespaces, one each if right."""

    first: Spot
    prefixes: list[Spot] = field(default_factory=list)
    namespaces: list[Spot] = field(default_factory=list)

    @property
    def pair(self) -> tuple[str, str] | None:
        """The first prefix and the first namespace, None where either is missing."""
        if not self.prefixes or not self.namespaces:
            return None
        return text_at(self.prefixes[0]), text_at(self.namespaces[0])


def declarations(files: Iterable[SourceFile]) -> dict[object, Declaration]:
    """Return what SHACL takes for declarations of prefixes (section 5.2.1) by their nodes, in order of appearance."""
    return _described(files, *_SHACL)


def collect(ontology: Iterable[SourceFile], data: Iterable[SourceFile], shapes: Iterable[SourceFile]) -> Prefixes:
    """Return the site's prefixes; of two declarations of one prefix the first wins.

    First come sh:declare in ontology and shapes, then vann:preferredNamespacePrefix in ontology, then the
    files' own @prefix lines (ontology, data, shapes, each in order of path).
    """
    ontology, data, shapes = tuple(ontology), tuple(data), tuple(shapes)
    declared: dict[str, str] = {}
    for found in (declarations(ontology + shapes), _described(ontology, *_VANN)):
        for declaration in found.values():
            if declaration.pair is not None:
                declared.setdefault(*declaration.pair)
    for file in ontology + data + shapes:
        for prefix, namespace in file.prefixes.items():
            declared.setdefault(prefix, namespace)
    return usable(Prefixes(declared), empty=True)


def quad_at(spot: Spot) -> Quad:
    """Return the quad of a spot."""
    file, index = spot
    return file.quads[index]


def text_at(spot: Spot) -> str:
    """Return the text of a spot's object."""
    return str(getattr(quad_at(spot).object, "value", ""))


def _described(files: Iterable[SourceFile], prefix: NamedNode, namespace: NamedNode) -> dict[object, Declaration]:
    found: dict[object, Declaration] = {}
    for file in files:
        for index, quad in enumerate(file.quads):
            predicate, spot = quad.predicate, (file, index)
            if predicate == DECLARE and prefix in _SHACL:
                found.setdefault(quad.object, Declaration(spot))
            elif predicate == prefix:
                found.setdefault(quad.subject, Declaration(spot)).prefixes.append(spot)
            elif predicate == namespace:
                found.setdefault(quad.subject, Declaration(spot)).namespaces.append(spot)
    return found
