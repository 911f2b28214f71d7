"""What is kept of terms, and their hierarchy as a tree of a size that a page can show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from publisher.labels import Label
from publisher.terms.arrangement import Arrangement

Kinship = tuple[str, str]  # a class or property, and one of which it is a kind
DEEPEST = 24  # levels of a tree; what is deeper begins a tree of its own


@dataclass(frozen=True)
class Constraint:
    """A shape that speaks of a term: by its target, or by one of its property shapes, whose `message` is told.

    `shape` is its IRI, "" where it has none; `names` and `messages` are in all languages.
    """

    term: str
    shape: str
    names: tuple[Label, ...]
    messages: tuple[Label, ...]
    is_target: bool


@dataclass(frozen=True)
class Terms:
    """What a dataset's terms have beside their descriptions.

    `asked` are pairs of a term and a question's name; `arrangements` tell by class how shapes arrange properties.
    """

    kinships: Sequence[Kinship]
    constraints: Sequence[Constraint]
    asked: Sequence[tuple[str, str]]
    arrangements: Mapping[str, Arrangement]


@dataclass(frozen=True)
class Node:
    """A term in a tree, with its kinds; `left` counts those that are not shown.

    `is_again` says that they stand where the term is met for the first time: it is a kind of more than one.
    """

    iri: str
    below: tuple["Node", ...] = ()
    left: int = 0
    is_again: bool = False

    def iris(self) -> set[str]:
        """Return every IRI of the tree."""
        return {self.iri}.union(*(node.iris() for node in self.below))

    def below_of(self, iri: str) -> list[str]:
        """Return the kinds of a term of the tree, and theirs."""
        if self.iri == iri:
            return sorted(self.iris() - {iri})
        return [one for node in self.below for one in node.below_of(iri)]


def forest(iris: Iterable[str], kinships: Iterable[Kinship], left: Mapping[str, int] | None = None) -> tuple[Node, ...]:
    """Return terms as trees, each term below all that it is a kind of, with its own kinds where it is met first.

    `left` counts the kinds of a term that are not among them.
    """
    known = dict.fromkeys(iris)
    below: dict[str, list[str]] = {iri: [] for iri in known}
    for narrower, broader in kinships:
        if narrower in known and broader in known and narrower != broader:
            below[broader].append(narrower)
    narrower_ones = {iri for found in below.values() for iri in found}
    seen: set[str] = set()
    # What is reached from no root comes last: it goes round, or is too deep.
    order = sorted(known, key=lambda iri: iri in narrower_ones)
    return tuple(_tree(iri, below, left or {}, seen, DEEPEST) for iri in order if iri not in seen)


def _tree(iri: str, below: Mapping[str, Sequence[str]], left: Mapping[str, int], seen: set[str], levels: int) -> Node:
    if iri in seen or not levels:
        return Node(iri, is_again=bool(below[iri]))
    seen.add(iri)
    return Node(iri, tuple(_tree(one, below, left, seen, levels - 1) for one in below[iri]), left.get(iri, 0))
