"""Lay out a Turtle tree: one order, one way to write each thing, blank nodes nested where they are used once."""

from collections import Counter
from collections.abc import Iterable, Iterator

from publisher.namespaces import RDF
from publisher.syntax.statements import RDF_TYPE, without_bracket
from publisher.syntax.tree import Collection, Node, Pairs, Statement, Term, Tree, Value
from publisher.syntax.turtle import INDENT, value_list

FIRST, REST, NIL = f"<{RDF}first>", f"<{RDF}rest>", f"<{RDF}nil>"
WIDTH = 100  # columns up to which brackets stay on one line
DEEPEST = 8 * len(INDENT)  # columns of indentation past which a labelled blank node is not nested but keeps its label


def layout(tree: Tree) -> str:
    """Return the canonical text of a tree.

    Head, base, prefixes by name; then subjects: IRIs, labelled blank nodes, and what has no label by its text. `a`
    comes first, then predicates by IRI; values are sorted like N-Triples, nested ones last by their text.
    """
    named, others = _merged(tree.statements)
    nested = _nested(named, others)
    writer = _Writer({label: named[label].pairs if label in named else [] for label in nested})
    waiting = [*(statement for key, statement in named.items() if key not in nested), *others]
    blocks = []
    while waiting:
        statement = waiting.pop()
        blocks.append((_order(statement), writer.statement(statement)))
        waiting += [named[label] for label in writer.take_apart()]
    blocks.sort()
    parts = (*_prologue(tree), *(text for _, text in blocks))
    return "\n".join(parts)


def _prologue(tree: Tree) -> Iterator[str]:
    """Yield the head's paragraphs, then base and prefixes as one; a comment before all else is the head."""
    directives = [tree.base] if tree.base else []
    directives += [tree.prefixes[prefix] for prefix in sorted(tree.prefixes)]
    for paragraph in (*tree.head, directives[0].comments if directives else ()):
        if paragraph:
            yield "".join(f"{line}\n" for line in paragraph)
    lines: list[str] = []
    for number, directive in enumerate(directives):
        lines += directive.comments if number else ()
        name = "@base" if directive.prefix is None else f"@prefix {directive.prefix}:"
        lines.append(f"{name} <{directive.iri}> .")
    if lines:
        yield "".join(f"{line}\n" for line in lines)


def _merged(statements: Iterable[Statement]) -> tuple[dict[str, Statement], list[Statement]]:
    """Return one statement for each subject that has a name, and the others."""
    named: dict[str, Statement] = {}
    others: list[Statement] = []
    for statement in statements:
        if isinstance(statement.subject, Term):
            same = named.setdefault(statement.subject.key, Statement(statement.subject, [], []))
            same.pairs += statement.pairs
            same.comments += statement.comments
        elif isinstance(statement.subject, Node):
            others.append(Statement(Node(), statement.subject.pairs + statement.pairs, statement.comments))
        else:
            others.append(statement)
    return named, others


def _nested(named: dict[str, Statement], others: list[Statement]) -> set[str]:
    """Return the labels of the blank nodes that are used once and can be written where they are used."""
    uses: Counter[str] = Counter()
    used_in: dict[str, str] = {}
    for key, statement in (*named.items(), *(("", other) for other in others)):
        for label in _labels(statement):
            uses[label] += 1
            used_in[label] = key
    # What has a comment above it stays a statement of its own.
    once = {label for label, count in uses.items() if count == 1 and not (label in named and named[label].comments)}
    return once - _in_circles({label: used_in[label] for label in once})


def _in_circles(used_in: dict[str, str]) -> set[str]:
    """Return the labels of blank nodes that would have to be nested in themselves."""
    circles: set[str] = set()
    visited: set[str] = set()
    for start in used_in:
        path: dict[str, None] = {}
        label = start
        while label in used_in and label not in visited:
            visited.add(label)
            path[label] = None
            label = used_in[label]
        if label in path:
            steps = list(path)
            circles.update(steps[steps.index(label) :])
    return circles


def _labels(statement: Statement) -> Iterator[str]:
    """Yield the labels of blank nodes at each place where a statement uses them as a value."""
    found = _values(statement.pairs)
    if isinstance(statement.subject, Collection):
        found.append(statement.subject)
    while found:
        value = found.pop()
        if isinstance(value, Node):
            found += _values(value.pairs)
        elif isinstance(value, Collection):
            found += value.items
        elif value.key.startswith("_:"):
            yield value.key


def _values(pairs: Pairs) -> list[Value]:
    return [value for values in _grouped(pairs).values() for value in values]


def _grouped(pairs: Pairs) -> dict[Term, list[Value]]:
    """Return the values of each predicate, in the order of predicates; a term that is said twice counts once."""
    groups: dict[Term, dict[object, Value]] = {}
    for predicate, value in pairs:
        group = groups.setdefault(predicate, {})
        if isinstance(value, Term):
            same = group.get(value.key, value)
            group[value.key] = min(same, value, key=_text)
        else:
            group[value] = value
    order = sorted(groups, key=lambda predicate: (predicate.key != RDF_TYPE, without_bracket(predicate.key)))
    return {predicate: list(groups[predicate].values()) for predicate in order}


def _text(value: Value) -> str:
    return value.text if isinstance(value, Term) else ""


def _order(statement: Statement) -> tuple[int, str]:
    if not isinstance(statement.subject, Term):
        return (2, "")
    key = statement.subject.key
    return (1, key) if key.startswith("_:") else (0, without_bracket(key))


class _Writer:
    """Writes statements, knowing what is said of the blank nodes that are nested in others."""

    def __init__(self, nested: dict[str, Pairs]) -> None:
        self._nested = nested
        self._apart: list[str] = []

    def take_apart(self) -> list[str]:
        """Return the labels that were too deep to be nested since this was last asked: each needs a statement."""
        apart, self._apart = self._apart, []
        return apart

    def statement(self, statement: Statement) -> str:
        subject = statement.subject
        name = (
            subject.text
            if isinstance(subject, Term)
            else "[]"
            if isinstance(subject, Node)
            else self._value(subject, "")
        )
        lines = f" ;\n{INDENT}".join(self._lines(statement.pairs, INDENT))
        return "".join(f"{comment}\n" for comment in statement.comments) + f"{name}\n{INDENT}{lines} .\n"

    def _lines(self, pairs: Pairs, indent: str) -> list[str]:
        """Return each predicate with its values, as it stands in lines indented so."""
        return [predicate.text + self._list(values, indent) for predicate, values in _grouped(pairs).items()]

    def _list(self, values: list[Value], indent: str) -> str:
        below = indent if len(values) == 1 else indent + INDENT
        plain = [v for v in values if isinstance(v, Term) and v.key not in self._nested]
        others = [v for v in values if not (isinstance(v, Term) and v.key not in self._nested)]
        texts = [v.text for v in sorted(plain, key=lambda term: without_bracket(term.key))]
        return value_list(texts + sorted(self._value(v, below) for v in others), indent)

    def _value(self, value: Value, indent: str) -> str:
        if isinstance(value, Term) and value.key not in self._nested:
            return value.text
        if isinstance(value, Term) and self._nested[value.key] and len(indent) > DEEPEST:
            self._apart.append(value.key)
            return value.text
        items = self._items(value)
        if items is not None:
            return self._brackets("(", [self._value(item, indent + INDENT) for item in items], ")", indent)
        lines = self._lines(self._pairs(value) or [], indent + INDENT)
        if len(lines) > 1:
            lines = [f" ;\n{indent}{INDENT}".join(lines)]
        return self._brackets("[", lines, "]", indent)

    def _brackets(self, opening: str, parts: list[str], closing: str, indent: str) -> str:
        if not parts:
            return opening + closing
        line = f"{opening} {' '.join(parts)} {closing}"
        if "\n" not in line and len(indent) + len(line) <= WIDTH:
            return line
        inner = f"\n{indent}{INDENT}"
        return f"{opening}{inner}{inner.join(parts)}\n{indent}{closing}"

    def _pairs(self, value: Value) -> Pairs | None:
        """Return what is said of a node that is written in brackets."""
        if isinstance(value, Node):
            return value.pairs
        return self._nested.get(value.key) if isinstance(value, Term) else None

    def _items(self, value: Value) -> list[Value] | None:
        """Return the members of a list, in brackets or spelled out as rdf:first and rdf:rest; None if it is no list."""
        items: list[Value] = []
        while True:
            if isinstance(value, Collection):
                return items + value.items
            if isinstance(value, Term) and value.key == NIL:
                return items
            pairs = self._pairs(value) or []
            cell = {predicate.key: member for predicate, member in pairs}
            if len(pairs) != 2 or cell.keys() != {FIRST, REST}:
                return None
            items.append(cell[FIRST])
            value = cell[REST]
