"""What the page of a class or property shows beside its facts: its place, the rules and questions that speak of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from publisher.labels import Label, choose, last_word
from publisher.rendering.frame import Frame, Question, Reading, questions_in
from publisher.rendering.links import encoded
from publisher.rendering.names import Name, Names
from publisher.rendering.values import NAME, bounded
from publisher.terms import Constraint, Node

EXAMPLES = 6  # things of a class on its page
MESSAGE = 400  # letters of what a shape says
# What pages without a term of their own show of it.
NO_TERM: Mapping[str, Any] = MappingProxyType(
    {"place": (), "uses": 0, "examples": (), "constraints": (), "constraints_total": 0, "asking": ()}
)


@dataclass(frozen=True)
class Branch:
    """A term in the picture of a hierarchy; `total` counts its things or uses, `left` its kinds that are not shown.

    `short` is its IRI in short where another has its name.
    """

    name: Name
    short: str
    total: int
    below: tuple["Branch", ...] = ()
    left: int = 0
    is_here: bool = False
    is_again: bool = False


@dataclass(frozen=True)
class Rule:
    """A shape that speaks of a term, where it stands on the page of the rules, and what it says of the term."""

    name: Label
    href: str
    message: Label | None
    is_target: bool


class TermAccount:
    """What is known of one term beside its description; to be made before the names of its page, for it wants some."""

    def __init__(self, frame: Frame, iri: str) -> None:
        table = frame.documents.terms
        self._frame, self._iri = frame, iri
        self._place = table.place(iri)
        self._constraints, self._total = table.constraints(iri)
        self._asked = table.asked(iri)
        self._examples = _examples(frame, iri, self._place)

    def iris(self) -> set[str]:
        """Return the IRIs that need names."""
        return {self._iri, *self._examples}.union(*(node.iris() for node in self._place))

    def shown(self, reading: Reading, names: Names) -> dict[str, Any]:
        """Return what templates show of the term."""
        return {
            "place": branches(self._place, names, self._frame.totals, self._iri),
            "uses": self._frame.totals.get(self._iri, 0),
            "examples": [names.of(iri) for iri in self._examples],
            "constraints": list(_rules(self._constraints, reading.languages, names.links.page("shapes"))),
            "constraints_total": self._total,
            "asking": self._questions(reading),
        }

    def _questions(self, reading: Reading) -> list[Question]:
        """Return the questions of the site that speak of the term."""
        if not self._asked:
            return []
        offered = questions_in({"questions": self._frame.documents.fact("questions")}, reading.languages)
        return [question for question in offered if question.name in self._asked]


def account_of(frame: Frame, iri: str) -> TermAccount | None:
    """Return what is known of an IRI as a term; None where it is no more than a thing."""
    return TermAccount(frame, iri) if iri in frame.totals or frame.documents.terms.knows(iri) else None


def _examples(frame: Frame, iri: str, place: Iterable[Node]) -> list[str]:
    """Return some things of a class, and where it has none of its own some of its kinds."""
    kinds = [iri, *(one for node in place for one in node.below_of(iri))]
    found: dict[str, None] = {}  # things of two of its kinds too
    for kind in kinds if iri in frame.totals or place else ():
        found |= dict.fromkeys(one for one in frame.documents.members(kind, 1) if not one.startswith("_:"))
        if len(found) >= EXAMPLES or (iri == kind and found):
            break
    return list(found)[:EXAMPLES]


def branches(nodes: Iterable[Node], names: Names, totals: Mapping[str, int], here: str = "") -> tuple[Branch, ...]:
    """Return trees of terms in the order of their names; each leads to its things, or to what is said of it alone."""
    found = tuple(nodes)
    called = {iri: names.of_term(iri).text for iri in set[str]().union(*(node.iris() for node in found))}
    alike = Counter(called.values())

    def branch(node: Node) -> Branch:
        ordered = sorted(node.below, key=lambda one: names.order(one.iri))
        return Branch(
            name_of_term(names, node.iri),
            names.short(node.iri) if alike[called[node.iri]] > 1 else "",
            totals.get(node.iri, 0),
            tuple(map(branch, ordered)),
            node.left,
            node.iri == here,
            node.is_again,
        )

    return tuple(map(branch, sorted(found, key=lambda node: names.order(node.iri))))


def name_of_term(names: Names, iri: str) -> Name:
    """Return the name of a class or property, leading to its things where there is a list of them."""
    links = names.links
    return replace(names.of_term(iri), href=links.class_page(iri) or links.alone(iri))


def _rules(constraints: Iterable[Constraint], languages: Sequence[str], page: str) -> Iterator[Rule]:
    for one in constraints:
        name = choose(one.names, languages) or Label(last_word(one.shape), "")
        message = choose(one.messages, languages)
        yield Rule(
            replace(name, text=bounded(name.text, NAME)),
            page + encoded(f"#{one.shape}") if one.shape else page,
            replace(message, text=bounded(message.text, MESSAGE)) if message else None,
            one.is_target,
        )
