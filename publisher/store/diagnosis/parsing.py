"""Read terminals by the grammar as far as they go, without recursion: where it ends and what is open there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from publisher.store.diagnosis.grammar import Grammar, grammar
from publisher.store.diagnosis.terminals import Terminal

# The rules whose beginning and end are told; what stands inside them is known where parsing fails.
TOLD = frozenset(
    (
        *("SelectQuery", "SubSelect", "ConstructQuery", "DescribeQuery", "AskQuery", "Select", "Renamed", "As"),
        *("Template", "GroupBy", "Key", "Having", "OrderBy", "Limit", "Group", "Triples", "Union", "Optional", "Minus"),
        *("Graph", "Lateral", "Filter", "Bind", "Values", "Columns", "Row", "Value", "Exists", "Aggregate", "Function"),
        *("List", "Arguments"),
    )
)
OPENING, CLOSING = frozenset(("{", "(", "[", "<<", "<<(", "{|")), frozenset(("}", ")", "]", ">>", ")>>", "|}"))
Linked = tuple[Any, Any] | None  # a stack that is never changed: its top, and the rest


class Event(NamedTuple):
    """A rule begins or ends before the terminal at `at`."""

    name: str
    at: int
    begins: bool


@dataclass(frozen=True)
class Parsed:
    """How far a text goes by the grammar; `at` is the index of the terminal that cannot follow, None when all do.

    `left` are the symbols that were still to come there, `inside` the rules that were open (name and the index of
    their first terminal, innermost first), `opened` the terminals of brackets that were not closed, innermost last.
    """

    terminals: Sequence[Terminal]
    events: list[Event]
    at: int | None = None
    left: Linked = None
    inside: tuple[tuple[str, int], ...] = ()
    opened: tuple[int, ...] = ()
    grammar: Grammar = field(default_factory=grammar)

    def symbols(self) -> Iterator[str]:
        """Yield the symbols of which one had to come, until one that may not be left out."""
        rest = self.left
        while rest is not None:
            symbol, rest = rest
            if symbol[0] == " ":
                continue
            yield symbol
            if symbol not in self.grammar.nullable:
                return

    def expected(self) -> frozenset[str]:
        """Return the names of all terminals that could have come."""
        return frozenset(name for symbol in self.symbols() for name in self.grammar.table.get(symbol, (symbol,)))


def parse(found: Sequence[Terminal]) -> Parsed:
    """Read the terminals of a query; linear in their number."""
    known, events = grammar(), list[Event]()
    left: Linked = ("Query", None)  # a rule that was begun leaves a mark for its end: a space before its name
    inside: Linked = None
    opened: list[int] = []
    at, before = 0, (left, inside)
    while left is not None:
        symbol, left = left
        if symbol[0] == " ":
            assert inside is not None
            inside = inside[1]
            events.append(Event(symbol[1:], at, False))
            continue
        if symbol in known.table:
            production = known.table[symbol].get(found[at].name)
            if production is None:
                if symbol in known.nullable:
                    continue
                break
            if symbol in TOLD:
                left, inside = (f" {symbol}", left), ((symbol, at), inside)
                events.append(Event(symbol, at, True))
            for one in reversed(production):
                left = (one, left)
            continue
        if symbol != found[at].name:
            break
        if symbol in OPENING:
            opened.append(at)
        elif symbol in CLOSING:
            opened.pop()
        at += 1
        before = (left, inside)
    else:
        return Parsed(found, events)
    return Parsed(found, events, at, before[0], tuple(_unlinked(before[1])), tuple(opened))


def _unlinked(stack: Linked) -> Iterator[tuple[str, int]]:
    while stack is not None:
        top, stack = stack
        yield top
