"""What a SELECT may name where solutions are grouped: neither what is not grouped, nor what it computes itself."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from publisher.lexer import Token
from publisher.store.diagnosis.terms import Fault

LONGEST = 60  # letters of an expression that a message repeats
_CALL = re.compile(r"\w+ ?\([^()]*\)")


class Column(NamedTuple):
    """A column of a SELECT: its variable and the token of that; `expression` is None where it has none."""

    name: str
    token: int
    expression: "Expression | None" = None


class Expression(NamedTuple):
    """An expression: its text, the variables outside its aggregates, each with a token, and whether it has these."""

    text: str
    used: Mapping[str, int]
    is_aggregate: bool


def written(tokens: Sequence[Token]) -> str:
    """Return the text of some tokens, without comments and on one line, its beginning where it is long."""
    parts, length = list[str](), 0
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        parts += [token.text, " " * (after is not None and after.start > token.end)]
        length += len(token.text)
        if length > LONGEST:
            return f"{''.join(parts)[:LONGEST]}…"
    return "".join(parts)


def column_faults(columns: Sequence[Column], keys: Collection[str]) -> Iterator[Fault]:
    """Yield what is wrong with the columns of a SELECT whose solutions are grouped by some variables."""
    computed: dict[str, Expression] = {}
    for column in columns:
        expression = column.expression
        if expression is None:
            if column.name not in keys and column.name not in computed:
                yield Fault(_ungrouped(column.name), column.token)
            continue
        if column.name in keys:
            yield Fault(_grouped_already(column.name, expression), column.token)
        yield from _expression_faults(column.name, expression, keys, computed)
        computed.setdefault(column.name, expression)


def having_faults(
    used: Mapping[str, int], columns: Sequence[Column], grouped: Collection[str], variables: Collection[str]
) -> Iterator[Fault]:
    """Yield what is wrong with the variables of a HAVING; `variables` are those of a pattern that is grouped."""
    computed = {column.name: column.expression for column in columns if column.expression}
    for name, index in used.items():
        if name in grouped:
            continue
        if name in computed:
            told = f"HAVING does not know ?{name}, which SELECT computes after it"
            yield Fault(f"{told}: write {_again(computed[name])} in place of ?{name}", index)
        elif name in variables:
            yield Fault(_ungrouped(name), index)


def _expression_faults(
    name: str, expression: Expression, keys: Collection[str], computed: Mapping[str, Expression]
) -> Iterator[Fault]:
    for used, index in expression.used.items():
        if used in keys:
            continue
        if used in computed:
            told = f"?{used} is computed by this SELECT, which cannot use it where it groups"
            yield Fault(f"{told}: write {_again(computed[used])} again in place of ?{used}", index)
        else:
            yield Fault(_ungrouped(used, "" if expression.is_aggregate else _group_by(name, expression)), index)


def _grouped_already(name: str, expression: Expression) -> str:
    told = f"GROUP BY groups by ?{name} already"
    if expression.is_aggregate:
        return f"{told}: give the expression another name"
    return f"{told}: {_group_by(name, expression)}"


def _group_by(name: str, expression: Expression) -> str:
    return f"write GROUP BY ({expression.text} AS ?{name}) and SELECT ?{name}"


def _again(expression: Expression) -> str:
    return expression.text if _CALL.fullmatch(expression.text) else f"({expression.text})"


def _ungrouped(name: str, remedy: str = "") -> str:
    told = f"?{name} is neither grouped nor aggregated"
    return f"{told}: {remedy or f'write GROUP BY ?{name}'}, or for any one of its values SAMPLE(?{name})"
