"""Which files hold the shapes that cannot be used: each is tried by itself, on next to no data."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Quad

from publisher.namespaces import OWL, RDF, RDFS, SH

Failing = Callable[[Sequence[Quad], Sequence[Quad]], str | None]  # why data and shapes fail together, None if not

_TYPE = NamedNode(f"{RDF}type")
_CLASSES = frozenset((NamedNode(f"{RDFS}Class"), NamedNode(f"{OWL}Class")))  # a shape that is one is its own target
_TARGET_CLASS = NamedNode(f"{SH}targetClass")
_TARGETS = frozenset(
    (_TARGET_CLASS, *(NamedNode(f"{SH}{name}") for name in ("targetNode", "targetSubjectsOf", "targetObjectsOf")))
)
_MARKS = ("inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
# What names a property, in a target or in a path.
_OF_PROPERTIES = frozenset(
    (
        *(NamedNode(f"{SH}{name}") for name in ("path", "targetSubjectsOf", "targetObjectsOf", *_MARKS)),
        NamedNode(f"{RDF}first"),
    )
)


def reasons(
    parts: Iterable[tuple[str, Sequence[Quad]]], shapes: Sequence[Quad], shared: Sequence[Quad], failing: Failing
) -> Iterator[tuple[str, str]]:
    """Yield, of the parts that `shapes` are made of, the names of those that fail and why.

    First each part alone, with the `shared` quads, on no data at all; if none fails so, each with the targets of all
    others taken away, on the smallest data that its targets and paths find something in. What fails only on the real
    data stays in the dark: to find it would take a validation of all of them for each part.
    """
    named = [(name, quads) for name, quads in parts if quads]
    alone = [(name, failing([], [*shared, *quads])) for name, quads in named]
    if not any(reason for _, reason in alone):
        example = list(_example(shapes))
        alone = [(name, failing(example, _aiming(shapes, frozenset(quads)))) for name, quads in named]
    yield from ((name, reason) for name, reason in alone if reason is not None)


def _aiming(shapes: Iterable[Quad], own: frozenset[Quad]) -> list[Quad]:
    """Return all shapes, of which only those of one part have targets."""
    return [quad for quad in shapes if quad in own or not _is_target(quad)]


def _is_target(quad: Quad) -> bool:
    return quad.predicate in _TARGETS or (quad.predicate == _TYPE and quad.object in _CLASSES)


def _example(shapes: Iterable[Quad]) -> Iterator[Quad]:
    """Yield one thing that is of every class and has every property that the shapes speak of."""
    one, other = NamedNode("urn:example:one"), NamedNode("urn:example:other")
    for quad in shapes:
        if quad.predicate == _TARGET_CLASS and isinstance(quad.object, NamedNode):
            yield Quad(one, _TYPE, quad.object)
        elif _is_target(quad) and quad.predicate == _TYPE and isinstance(quad.subject, NamedNode):
            yield Quad(one, _TYPE, quad.subject)
        elif quad.predicate in _OF_PROPERTIES and isinstance(quad.object, NamedNode):
            yield from (Quad(one, quad.object, value) for value in (other, Literal("text")))
