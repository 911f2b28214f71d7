"""What the grammar lets pass and SPARQL does not: variables that clash or are not grouped, aggregates out of place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from publisher.lexer import Token
from publisher.store.diagnosis.grouping import Column, Expression, column_faults, having_faults, written
from publisher.store.diagnosis.parsing import Event, Parsed
from publisher.store.diagnosis.terms import Fault


@dataclass
class _Frame:
    """A rule that is being read: the variables found in it, and what its own end needs."""

    name: str
    at: int
    variables: set[str] = field(default_factory=set)
    used: dict[str, int] = field(default_factory=dict)  # by expressions: name and the token's index
    named: int | None = None  # the token behind AS
    columns: list[Column] = field(default_factory=list)  # of a SELECT
    star: int | None = None
    keys: set[str] | None = None  # of GROUP BY
    in_keys: set[str] = field(default_factory=set)  # variables of its expressions
    having: dict[str, int] = field(default_factory=dict)  # variables of HAVING outside aggregates
    has_aggregate: bool = False
    count: int = 0  # values of a row, columns of VALUES
    block: int = 0  # the basic graph pattern that is being read


_FRAMES = frozenset(
    (
        *("SelectQuery", "SubSelect", "ConstructQuery", "DescribeQuery", "AskQuery", "Select", "Renamed", "As"),
        *("GroupBy", "Key", "Having", "OrderBy", "Group", "Minus", "Filter", "Bind", "Exists", "Aggregate"),
        *("Values", "Columns", "Row", "Template"),
    )
)
_SELECTS = ("SelectQuery", "SubSelect")
_NO_AGGREGATE = {
    "Filter": "in FILTER; to keep groups by it write HAVING( … ) behind GROUP BY",
    "Bind": "in BIND; write it in SELECT: ({name}(…) AS ?name)",
    "Key": "in GROUP BY",
    "GroupBy": "in GROUP BY",
    "Aggregate": "inside another aggregate; compute it in a subquery: {{ SELECT … }}",
}
_ENDS_BLOCK = frozenset(("Union", "Optional", "Minus", "Graph", "Lateral"))


def scope_fault(tokens: Sequence[Token], parsed: Parsed) -> Fault | None:
    """Return the first such fault of a query that the grammar lets pass, None where there is none; linear."""
    found = _Scopes(tokens, parsed).faults()
    return min(found, key=lambda fault: fault.token, default=None)


def silent_fault(tokens: Sequence[Token], parsed: Parsed) -> Fault | None:
    """Return the first fault that the engine says nothing of: names in a HAVING that it does not know."""
    scopes = _Scopes(tokens, parsed)
    scopes.faults()
    return min(scopes.silent, key=lambda fault: fault.token, default=None)


class _Scopes:
    """One walk over the rules of a query as they begin and end."""

    def __init__(self, tokens: Sequence[Token], parsed: Parsed) -> None:
        self.tokens = tokens
        self.parsed = parsed
        self.frames = [_Frame("Query", 0)]
        self.found: list[Fault] = []
        self.silent: list[Fault] = []
        self.blocks = 0
        self.labels: dict[str, int] = {}  # and the block in which each stands first
        self.ends: Mapping[str, Callable[[_Frame, _Frame], None]] = {
            "Group": self._end_group,
            "Values": self._end_values,
            "Columns": self._end_columns,
            "Row": self._end_row,
            "Bind": self._end_bind,
            "Renamed": self._end_renamed,
            "Key": self._end_key,
            "GroupBy": self._end_group_by,
            "Having": self._end_having,
            "Select": self._end_select,
            "SelectQuery": self._end_query,
            "SubSelect": self._end_query,
        }

    def faults(self) -> list[Fault]:
        """Return all faults, inner ones first."""
        position = 0
        for event in self.parsed.events:
            for at in range(position, event.at):
                self._take(at)
            position = event.at
            self._begin(event) if event.begins else self._end(event)
        return self.found

    def _take(self, at: int) -> None:
        """Read one terminal in the innermost frame."""
        (name, index), frame = self.parsed.terminals[at], self.frames[-1]
        if name == "VAR":
            self._variable(frame, index)
        elif name == "LABEL" and frame.name == "Group":
            self._label(frame, index)
        elif name == "*" and frame.name == "Select":
            frame.star = index

    def _variable(self, frame: _Frame, index: int) -> None:
        name = self._name(index)
        if frame.name == "As":
            self.frames[-2].named = index
        elif frame.name == "Select":
            frame.columns.append(Column(name, index))
        elif frame.name == "Columns" and name in frame.variables:
            self.found.append(Fault(f"?{name} stands twice in VALUES: each column needs a variable of its own", index))
        frame.variables.add(name)
        frame.used.setdefault(name, index)
        frame.count += 1

    def _label(self, frame: _Frame, index: int) -> None:
        label = self.tokens[index].text
        if self.labels.setdefault(label, frame.block) != frame.block:
            message = (
                f"{label} is used in another group already: a blank node's label holds in one group; use a variable"
            )
            self.found.append(Fault(message, index))

    def _begin(self, event: Event) -> None:
        self.blocks += 1
        top = self.frames[-1]
        if event.name in _ENDS_BLOCK:
            top.block = self.blocks
        if event.name == "Value":
            top.count += 1
        if event.name == "Aggregate":
            self._aggregate(top, event.at)
        if event.name in _FRAMES:
            self.frames.append(_Frame(event.name, event.at, block=self.blocks))

    def _aggregate(self, top: _Frame, at: int) -> None:
        index = self.parsed.terminals[at].token
        name = self.tokens[index].text.upper()
        if top.name in _NO_AGGREGATE:
            self.found.append(Fault(f"{name} cannot stand {_NO_AGGREGATE[top.name].format(name=name)}", index))
            return
        for frame in self.frames[-3:]:
            frame.has_aggregate = frame.has_aggregate or frame.name in (*_SELECTS, "Select", "Renamed")

    def _end(self, event: Event) -> None:
        if event.name not in _FRAMES:
            return
        frame = self.frames.pop()
        if event.name in self.ends:
            self.ends[event.name](frame, self.frames[-1])

    def _end_group(self, frame: _Frame, outer: _Frame) -> None:
        # The smaller set goes into the larger: many groups in each other stay linear.
        few, many = sorted((frame.variables, outer.variables), key=len)
        outer.variables = many
        many |= few

    def _end_values(self, frame: _Frame, outer: _Frame) -> None:
        outer.variables |= frame.variables

    def _end_columns(self, frame: _Frame, outer: _Frame) -> None:
        outer.variables |= frame.variables
        outer.count = frame.count

    def _end_row(self, frame: _Frame, outer: _Frame) -> None:
        if frame.count != outer.count:
            told = f"this row has {_number(frame.count, 'value')} for {_number(outer.count, 'variable')}"
            self.found.append(Fault(f"{told}; where there is no value write UNDEF", self._index(frame)))

    def _end_bind(self, frame: _Frame, outer: _Frame) -> None:
        if frame.named is None:
            return
        name = self._name(frame.named)
        if name in outer.variables:
            told = f"?{name} has values in this group already, so that BIND cannot give it another"
            self.found.append(Fault(f"{told}: name another variable, or compare with FILTER", frame.named))
        outer.variables.add(name)

    def _end_renamed(self, frame: _Frame, outer: _Frame) -> None:
        if frame.named is not None:
            text = written(self.tokens[self._index(frame) + 1 : frame.named - 1])
            expression = Expression(text, frame.used, frame.has_aggregate)
            outer.columns.append(Column(self._name(frame.named), frame.named, expression))

    def _end_key(self, frame: _Frame, outer: _Frame) -> None:
        outer.keys = outer.keys or set()
        outer.in_keys |= set(frame.used)
        if frame.named is not None:
            outer.keys.add(self._name(frame.named))
        elif len(frame.used) == 1 and self.parsed.terminals[frame.at].name in ("VAR", "("):
            outer.keys |= set(frame.used)

    def _end_group_by(self, frame: _Frame, outer: _Frame) -> None:
        outer.keys, outer.in_keys = frame.keys or set(), frame.in_keys

    def _end_having(self, frame: _Frame, outer: _Frame) -> None:
        outer.having = frame.used

    def _end_select(self, frame: _Frame, outer: _Frame) -> None:
        outer.columns, outer.star = frame.columns, frame.star
        outer.has_aggregate = outer.has_aggregate or frame.has_aggregate

    def _end_query(self, frame: _Frame, outer: _Frame) -> None:
        is_grouped = frame.has_aggregate or frame.keys is not None
        pattern = frame.variables if is_grouped else ()
        grouped = frame.in_keys | (frame.keys or set())
        self.silent += having_faults(frame.having, frame.columns, grouped, pattern)
        if frame.star is None:
            self.found += self._names(frame)
            self.found += column_faults(frame.columns, frame.keys or ()) if is_grouped else ()
            outer.variables |= {column.name for column in frame.columns}
            return
        if is_grouped:
            told = "SELECT * cannot stand with GROUP BY or with aggregates: name the variables that are wanted"
            self.found.append(Fault(told, frame.star))
        self._end_group(frame, outer)

    def _names(self, frame: _Frame) -> Iterator[Fault]:
        known = set[str]()
        for name, token, expression in frame.columns:
            if expression is not None and name in known:
                yield Fault(f"?{name} is selected already: give the expression another name", token)
            elif expression is not None and name in frame.variables:
                yield Fault(f"?{name} has its values from the pattern: give the expression another name", token)
            known.add(name)

    def _name(self, index: int) -> str:
        return self.tokens[index].text[1:]

    def _index(self, frame: _Frame) -> int:
        return self.parsed.terminals[frame.at].token


def _number(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
