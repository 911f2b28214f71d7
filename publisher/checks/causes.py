"""Which results merely follow from another: what has the wrong kind, class or datatype fails comparisons as well.

The cause is told, what follows from it is not. A cause is a violation of sh:nodeKind, sh:datatype or sh:class; from it
follow

1. at the same focus node, path and value, where this value has to give way to another (a literal for a thing, a name
   that nothing is said of, a text that its datatype does not have): patterns, lengths, languages, lists, bounds,
   comparisons, inner shapes, and of the three causes those that are less basic;
2. the wrong language of a text that should have a language and has none;
3. sh:lessThan and sh:lessThanOrEquals beside a property of which every value has to give way;
4. bounds, comparisons, lists, inner shapes and queries anywhere that find nothing any more once the literals are
   mended: with the datatype they should have where their text allows it. Otherwise something that cannot be compared
   stands in their place and then, for queries, a low and a high value; of these they must find what they found each
   time. The shapes in question are asked again to know.

Anything else is an independent fault, and told beside the cause: the pattern that a text does not match whatever its
datatype, the bound that it exceeds with the right one as well, all that is counted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import quote

from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from publisher.checks.datatypes import ends, fits
from publisher.checks.paths import Edge, edges
from publisher.checks.results import Result
from publisher.checks.terms import Comparable
from publisher.findings import Severity

# What shapes find on focus nodes of data, None where they fail on it.
Again = Callable[[Graph, Iterable[tuple[Node, Node]]], Iterable[Result] | None]

# The less, the more basic.
_CAUSES: Mapping[str, int] = MappingProxyType({"NodeKind": 0, "Datatype": 1, "Class": 1})
_OF_TEXTS = frozenset(("Pattern", "MinLength", "MaxLength", "LanguageIn"))
_LESS = frozenset(("LessThan", "LessThanOrEquals"))
_BOUNDS = frozenset(("MinExclusive", "MinInclusive", "MaxExclusive", "MaxInclusive"))
_COMPARING = _LESS | _BOUNDS | {"In", "Equals", "Node", "And", "Or", "Xone"}
_STAND_IN = "urn:mended:"

_Spot = tuple[Node, str | None, Node | None]


@dataclass(frozen=True)
class _Cause:
    """A result from which others may follow.

    `mended` is what may stand in the literal's place, one after the other: the literal that it should be or, where it
    has to give way, others; none where there is nothing to try.
    """

    result: Result
    gives_way: bool
    mended: tuple[Node, ...] = ()


def independent(results: Sequence[Result], data: Graph, shapes: Graph, again: Again) -> list[Result]:
    """Return results without those that merely follow from others; `data` is as before when this returns."""
    causes = [_cause(result, data, shapes) for result in results if _is_cause(result)]
    if not causes:
        return list(results)
    follow = _Followers(causes, data, shapes)
    left = [result for result in results if not follow.at_once(result)]
    doubtful = [result for result in left if result.word in _COMPARING or result.word == "SPARQL"]
    gone = frozenset(_vanishing(doubtful, causes, data, again))
    return [result for result in left if result not in gone]


def _is_cause(result: Result) -> bool:
    return result.word in _CAUSES and result.severity is Severity.VIOLATION


def _cause(result: Result, data: Graph, shapes: Graph) -> _Cause:
    value = result.value
    is_literal = isinstance(value, Literal)
    if result.word == "NodeKind":
        return _Cause(result, is_literal or shapes.value(result.shape, SH.nodeKind) == SH.Literal)
    if result.word == "Class":
        return _Cause(result, is_literal or (value, None, None) not in data)
    wanted = URIRef(str(shapes.value(result.shape, SH.datatype)))
    if not isinstance(value, Literal) or wanted == RDF.langString:
        return _Cause(result, not is_literal)
    if fits(str(wanted), str(value)):
        return _Cause(result, False, (_typed(str(value), wanted),))
    return _Cause(result, True, (_stand_in(value), *(_typed(text, wanted) for text in ends(str(wanted)))))


def _typed(text: str, datatype: URIRef) -> Literal:
    return Comparable(text, datatype=datatype, normalize=False)


def _stand_in(value: Literal) -> URIRef:
    """Return something that cannot be compared, the same for the same literal."""
    return URIRef(_STAND_IN + quote(f"{value.datatype} {value.language} {value}", safe=""))


class _Followers:
    """What follows from causes without asking again."""

    def __init__(self, causes: Iterable[_Cause], data: Graph, shapes: Graph) -> None:
        self._data, self._shapes = data, shapes
        self._levels: dict[_Spot, int] = {}
        self._bad: set[tuple[Node, str, Node | None]] = set()
        self._untagged: set[_Spot] = set()
        for cause in causes:
            spot, word = _spot(cause.result), cause.result.word
            if cause.gives_way:
                self._levels[spot] = min(_CAUSES[word], self._levels.get(spot, 9))
                self._bad.add((spot[0], spot[1] or "", spot[2]))
            elif word == "Datatype" and not cause.mended:
                self._untagged.add(spot)

    def at_once(self, result: Result) -> bool:
        """Return whether a result follows from a cause at its own value, or from one at the values it is less than."""
        spot, word = _spot(result), result.word
        if spot in self._levels:
            return self._levels[spot] < _CAUSES.get(word, 2 if word in _OF_TEXTS | _COMPARING else 0)
        if spot in self._untagged and word == "LanguageIn":
            return True
        return word in _LESS and self._beside_bad(result)

    def _beside_bad(self, result: Result) -> bool:
        """Return whether all that a value should be less than has to give way."""
        others = [
            (result.focus, str(other), value)
            for other in self._shapes.objects(result.shape, SH[result.word[0].lower() + result.word[1:]])
            for value in self._data.objects(result.focus, other)
        ]
        return bool(others) and all(other in self._bad for other in others)


def _vanishing(doubtful: Sequence[Result], causes: Iterable[_Cause], data: Graph, again: Again) -> Iterator[Result]:
    """Yield the results that are not found any more once the literals are mended."""
    # A literal that is the focus node itself has no triple to mend: what is said of it stays.
    mended = [each for each in causes if each.mended and each.result.path is not None]
    for number in range(max((len(each.mended) for each in mended), default=0)):
        changes = {each.result: each.mended[min(number, len(each.mended) - 1)] for each in mended}
        asked = [result for result in doubtful if number == 0 or result.word == "SPARQL"]
        yield from _lost(asked, changes, data, again) if asked else ()


def _lost(asked: Sequence[Result], changes: Mapping[Result, Node], data: Graph, again: Again) -> Iterator[Result]:
    """Yield the results that are not found with other values in the place of those that some results are about."""
    values = {(result.focus, result.value): new for result, new in changes.items()}
    exchanged = {edge: (*edge[:2], new) for result, new in changes.items() for edge in _offending(result, data)}
    added = {new for new in exchanged.values() if new not in data}
    _exchange(data, exchanged, added)
    try:
        found = again(data, {(result.shape, result.focus) for result in asked})
    finally:
        _exchange(data, added, exchanged)
    if found is None:
        return
    left = {_bare(result) for result in found}
    for result in asked:
        if _bare(replace(result, value=values.get((result.focus, result.value), result.value))) not in left:
            yield result


def _offending(result: Result, data: Graph) -> list[Edge]:
    found = [] if result.path is None else edges(data, result.path, result.focus, result.value)
    return [edge for edge in found if edge[2] == result.value]


def _exchange(data: Graph, old: Iterable[Edge], new: Iterable[Edge]) -> None:
    for edge in old:
        data.remove(edge)
    for edge in new:
        data.add(edge)


def _spot(result: Result) -> _Spot:
    return result.focus, result.path.text if result.path else None, result.value


def _bare(result: Result) -> Result:
    """Return a result without its texts, which hold the value."""
    return replace(result, texts=(), details=())
