"""Find what the picture of a dataset shows: its dots, and what ties them, within bounds."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from pyoxigraph import NamedNode, Quad

from publisher.namespaces import DCAT, OA, OWL, RDF, RDFS, SD, SH, VOID
from publisher.overview.layout import places

THINGS = 110  # as many are shown one by one; of more their classes
CLASSES = 24
# The room of a dot, in units of the picture: with its words, without them.
WITH_WORDS, WITHOUT = (124, 66), (34, 34)
WORDED = 40  # dots that have their words beside them
TIES = 90
RELATIONS = 3  # properties that are told of one tie
# A picture is of what the data is about, not of how it is described.
TECHNICAL = (OWL, RDF, RDFS, SH, OA, VOID, DCAT, SD)

Ties = dict[tuple[str, str], Counter[str]]


def overview_of(quads: Sequence[Quad], members: Mapping[str, int], left_out: Collection[str]) -> dict[str, Any]:
    """Return the picture of a dataset as a fact that pages read.

    `members` counts the things of each class, `left_out` are classes that only serve others. Each thing stands for the
    smallest of its classes. The time is that of two passes over the data.
    """
    kinds = _kinds(quads, {iri for iri in members if iri not in left_out and not iri.startswith(TECHNICAL)}, members)
    if len(kinds) <= THINGS:
        shown = {thing: thing for thing in sorted(kinds)}
        nodes: list[dict[str, Any]] = [{"iri": thing, "class": kinds[thing], "total": None} for thing in shown]
    else:
        commonest = sorted(Counter(kinds.values()).items(), key=lambda item: (-item[1], item[0]))
        classes = [iri for iri, _ in commonest[:CLASSES]]
        shown = {thing: kind for thing, kind in kinds.items() if kind in classes}
        nodes = [{"iri": iri, "class": "", "total": members[iri]} for iri in classes]
    ties = _ties(quads, shown)
    order = {str(node["iri"]): place for place, node in enumerate(nodes)}
    strongest = sorted(ties.items(), key=lambda item: (-item[1].total(), item[0]))[:TIES]
    found = [_tie(order[source], order[target], told) for (source, target), told in strongest]
    box = WITH_WORDS if len(nodes) <= WORDED else WITHOUT
    where = places(len(nodes), [(tie["source"], tie["target"]) for tie in found if tie["source"] != tie["target"]], box)
    return {
        "of": "things" if len(kinds) <= THINGS else "classes",
        "nodes": [{**node, "x": x, "y": y} for node, (x, y) in zip(nodes, where, strict=True)],
        "ties": found,
        "left": len(set(kinds.values())) - len(nodes) if len(kinds) > THINGS else 0,
    }


def _kinds(quads: Iterable[Quad], classes: Collection[str], members: Mapping[str, int]) -> dict[str, str]:
    """Return the smallest class of each thing with an IRI that has one of these classes."""
    found: dict[str, str] = {}
    for quad in quads:
        if quad.predicate.value != RDF + "type" or not isinstance(quad.object, NamedNode):
            continue
        kind, thing = quad.object.value, quad.subject
        if kind in classes and isinstance(thing, NamedNode):
            before = found.get(thing.value)
            if before is None or (members[kind], kind) < (members[before], before):
                found[thing.value] = kind
    return found


def _ties(quads: Iterable[Quad], shown: Mapping[str, str]) -> Ties:
    """Return how many triples by which properties lead from what to what; those in two graphs count once."""
    found: Ties = defaultdict(Counter)
    last: object = None
    for quad in quads:
        thing = quad.object
        if not isinstance(thing, NamedNode) or (target := shown.get(thing.value)) is None:
            continue
        subject = quad.subject
        if not isinstance(subject, NamedNode) or (source := shown.get(subject.value)) is None:
            continue
        predicate = quad.predicate.value
        triple = subject.value, predicate, thing.value
        if triple != last:
            last = triple
            found[source, target][predicate] += 1
    return found


def _tie(source: int, target: int, told: Counter[str]) -> dict[str, Any]:
    commonest = islice(sorted(told.items(), key=lambda item: (-item[1], item[0])), RELATIONS)
    return {"source": source, "target": target, "total": told.total(), "properties": [iri for iri, _ in commonest]}
