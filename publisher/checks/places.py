"""Where in the sources a result of SHACL belongs: the offending triple's line, or that of the nearest there is."""

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Triple
from rdflib import Graph
from rdflib.term import Node

from publisher.checks.paths import Edge, Path, edges
from publisher.checks.terms import back
from publisher.sources import Locator, SourceFile

Place = tuple[str, int | None]


def nearest(graph: Graph, focus: Node, path: Path | None, value: Node | None) -> list[Edge]:
    """Return the triples to show for a result: the offending ones, else those of focus node and path, else the node's.

    Where the focus node has no triple at all (a literal, a name that is only pointed to), those that point to it.
    """
    levels: list[Iterator[Edge]] = []
    if path is not None:
        levels += [edges(graph, path, focus, value)] if value is not None else []
        levels += [edges(graph, path, focus, None)]
    elif value is not None and value != focus:
        levels += [graph.triples((focus, None, value))]
    levels += [graph.triples((focus, None, None)), graph.triples((None, None, focus))]
    return next((found for level in levels if (found := list(level))), [])


def locate(wanted: Sequence[Iterable[Edge]], files: Iterable[SourceFile], locator: Locator) -> list[Place | None]:
    """Return for each group of triples file and line of the one that comes first in the sources."""
    groups = [{Triple(*(back(term) for term in edge)) for edge in group} for group in wanted]  # type: ignore[arg-type]
    subjects = {triple.subject for group in groups for triple in group}
    every = frozenset[Triple]().union(*groups)
    first: dict[Triple, tuple[int, SourceFile, int]] = {}
    for number, file in enumerate(files):
        for index, quad in enumerate(file.quads):
            if quad.subject in subjects and (triple := quad.triple) in every:
                first.setdefault(triple, (number, file, index))
    return [_first_of(group, first, locator) for group in groups]


def _first_of(group: set[Triple], first: dict[Triple, tuple[int, SourceFile, int]], locator: Locator) -> Place | None:
    found = min((first[triple] for triple in group if triple in first), key=lambda at: (at[0], at[2]), default=None)
    return (found[1].path, locator.line_of(found[1], found[2])) if found else None
