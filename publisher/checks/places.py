"""Where in the sources a result of SHACL belongs: the offending triple's line, or that of the nearest there is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Triple
from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from publisher.checks.paths import Edge, Path, edges
from publisher.checks.results import Result
from publisher.checks.terms import back
from publisher.sources import Locator, SourceFile

Place = tuple[str, int | None]
_Spot = tuple[int, int]  # the number of a file, and a quad's among the file's quads


@dataclass(frozen=True)
class Wanted:
    """Triples of which the first in the sources is shown; where there is a `home`, the first in the home's file."""

    edges: tuple[Edge, ...]
    home: tuple[Edge, ...] = ()


class Nearest:
    """The triples to show for results of shapes on data."""

    def __init__(self, data: Graph, shapes: Graph) -> None:
        self._data, self._shapes = data, shapes
        self._aims: dict[Node, frozenset[Node]] = {}

    def of(self, result: Result) -> Wanted:
        """Return the offending triples, else those of focus node and path, else the node's.

        A thing may be described in several files: its first triple is looked for in the one that says what it is, with
        the type that the shape is for, else with any type. Where the focus node has no triple at all (a literal, a
        name that is only pointed to), those that point to it are returned.
        """
        for level in self._levels(result):
            found = tuple(level)
            if found:
                return Wanted(found)
        own = tuple(self._data.triples((result.focus, None, None)))
        return Wanted(own, self._types(result)) if own else Wanted(tuple(self._pointing(result.focus)))

    def _levels(self, result: Result) -> Iterator[Iterable[Edge]]:
        focus, path, value = result.focus, result.path, result.value
        if path is not None and result.word == "Equals":
            yield from self._unequal(result, path)
            return
        if path is not None and value is not None:
            yield edges(self._data, path, focus, value)
        if value is not None and value != focus:
            yield self._data.triples((focus, None, value))
        if path is not None:
            yield self._begun(path, focus)

    def _unequal(self, result: Result, path: Path) -> Iterator[Iterable[Edge]]:
        """Yield the value that one of two properties lacks, of a longer path only what the focus node itself has."""
        others = sorted(self._shapes.objects(result.shape, SH.equals), key=str)
        for value in (result.value, None):
            for other in others:
                yield self._data.triples((result.focus, other, value))
            yield (edge for edge in edges(self._data, path, result.focus, value) if result.focus in edge)

    def _begun(self, path: Path, focus: Node) -> Iterator[Edge]:
        """Yield the triples of a path that leads somewhere, of a sequence those at the focus node."""
        if path.kind != "sequence":
            yield from edges(self._data, path, focus, None)
        elif any(edges(self._data, path, focus, None)):
            yield from self._begun(path.parts[0], focus)

    def _pointing(self, node: Node) -> Iterator[Edge]:
        return self._data.triples((None, None, node))

    def _types(self, result: Result) -> tuple[Edge, ...]:
        """Return the types of the focus node: those that make it the shape's target, else all."""
        types = tuple(self._data.triples((result.focus, RDF.type, None)))
        aims = self._aim(result.shape)
        return tuple(edge for edge in types if self._is_one_of(edge[2], aims)) or types

    def _is_one_of(self, kind: Node, aims: frozenset[Node]) -> bool:
        return kind in aims or any(above in aims for above in self._data.transitive_objects(kind, RDFS.subClassOf))

    def _aim(self, shape: Node) -> frozenset[Node]:
        """Return the target classes of a shape and of those that it is a part of."""
        if shape not in self._aims:
            owners, new = {shape}, {shape}
            while new:
                new = {owner for part in new for owner in self._shapes.subjects(None, part)} - owners
                owners |= new
            classes = {aim for owner in owners for aim in self._shapes.objects(owner, SH.targetClass)}
            self._aims[shape] = frozenset(classes | {owner for owner in owners if isinstance(owner, URIRef)})
        return self._aims[shape]


def locate(wanted: Sequence[Wanted], files: Iterable[SourceFile], locator: Locator) -> list[Place | None]:
    """Return for each group of triples file and line of the one that comes first in the sources."""
    files = tuple(files)
    groups = [tuple({_triple(edge) for edge in edges} for edges in (each.edges, each.home)) for each in wanted]
    every = frozenset[Triple]().union(*(triples for group in groups for triples in group))
    subjects = {triple.subject for triple in every}
    spots: dict[Triple, list[_Spot]] = {}
    for number, file in enumerate(files):
        for index, quad in enumerate(file.quads):
            if quad.subject in subjects and (triple := quad.triple) in every:
                spots.setdefault(triple, []).append((number, index))
    found = [_first(triples, home, spots) for triples, home in groups]
    return [None if at is None else _place(files[at[0]], at[1], locator) for at in found]


def _first(triples: set[Triple], home: set[Triple], spots: dict[Triple, list[_Spot]]) -> _Spot | None:
    """Return where the first of some triples stands, in the file of the first home if there is one."""
    at_home = min((spot for triple in home for spot in spots.get(triple, ())), default=None)
    found = (spot for triple in triples for spot in spots.get(triple, ()))
    return min((spot for spot in found if at_home is None or spot[0] == at_home[0]), default=None)


def _triple(edge: Edge) -> Triple:
    return Triple(*(back(term) for term in edge))  # type: ignore[arg-type]


def _place(file: SourceFile, index: int, locator: Locator) -> Place:
    return file.path, locator.line_of(file, index)
