"""Write `GRAPH ?g { … }` as the union over the named graphs that it is, where the engine would read something else."""

from collections.abc import Iterator, Sequence

from publisher.errors import QueryError
from publisher.lexer import Kind, Token
from publisher.store.sparql.edits import Edit
from publisher.store.sparql.language import QueryText
from publisher.store.sparql.rewriting import disguised, respelt

# The engine gives `?g` to each pattern inside as one more variable. That comes to what SPARQL 1.1, 18.6 defines (the
# inside is evaluated on each graph by itself, then joined with its name) unless the inside has a scope of its own.
_SCOPES = frozenset(("SELECT", "VALUES", "MINUS"))
# Characters of a query so written: the engine reads and evaluates as many in about a second.
LARGEST = 4_000_000


def graph_edits(query: QueryText, graphs: Sequence[str], largest: int = LARGEST) -> list[Edit]:
    """Return the edits that give `GRAPH ?g` its meaning in a dataset with these named graphs.

    Raises QueryError with the place where the query would grow past `largest` characters.
    """
    if "GRAPH" not in query.words:
        return []
    return list(_Unions(query, sorted(graphs), largest).edits())


class _Unions:
    """One pass over the tokens of one query."""

    def __init__(self, query: QueryText, graphs: Sequence[str], largest: int) -> None:
        self._query = query
        self._tokens = query.tokens
        self._graphs = graphs
        self._left = largest
        self._closing = dict(_pairs(query.tokens))
        self._respelt = respelt(query)

    def edits(self) -> Iterator[Edit]:
        """Yield the edits of the outermost groups."""
        index = 0
        while index < len(self._tokens):
            end = self._end(index)
            if end is not None:
                yield Edit(self._tokens[index].start, self._tokens[end].end, self._union(index, end, ""))
            index = (index if end is None else end) + 1

    def _end(self, index: int) -> int | None:
        """Return the index of the brace that closes a `GRAPH ?g { … }` to be written as a union, None for all else."""
        word, *rest = self._tokens[index : index + 3]
        if word.kind is not Kind.WORD or word.text.upper() != "GRAPH" or len(rest) < 2:
            return None
        name, brace = rest
        end = self._closing.get(index + 2)
        if name.kind is not Kind.VARIABLE or brace.text != "{" or end is None:
            return None
        return end if _has_scopes(self._tokens[index + 3 : end], name.text[1:]) else None

    def _union(self, index: int, end: int, suffix: str) -> str:
        """Return the union over all graphs; `suffix` tells the blank nodes of its copies apart."""
        name, members = self._tokens[index + 1].text, list[str]()
        for number, graph in enumerate(self._graphs):
            body = self._text(index + 3, end, f"{suffix}-in-graph-{number}")
            members.append(f"{{ GRAPH <{graph}> {{ {body} }} VALUES {name} {{ <{graph}> }} }}")
            self._left -= len(members[-1])
            if self._left < 0:
                many = f"this is evaluated on each of {len(self._graphs)} graphs"
                told = f"{many}, which are too many: name those that are meant, FROM NAMED <…>"
                raise QueryError(told, *self._query.place(self._tokens[index].start))
        return _balanced(members) if members else f"{{ VALUES {name} {{}} }}"

    def _text(self, start: int, end: int, suffix: str) -> str:
        """Return the text of the tokens from `start` to before `end`, with blank nodes of their own."""
        parts, index = [], start
        while index < end:
            token, closing = self._tokens[index], self._end(index)
            if closing is not None:
                parts.append(self._union(index, closing, suffix))
                index = closing + 1
            else:
                is_label = token.kind is Kind.BNODE
                written = token.text + suffix if is_label else disguised(self._query, token)
                parts.append(self._respelt.get(token.start, written))
                index += 1
            # What stood together stays together: a string and its language tag, for one.
            parts.append("" if index < len(self._tokens) and self._tokens[index].start == token.end else " ")
        return "".join(parts)


def _balanced(members: list[str]) -> str:
    """Return the union in pairs of pairs: the engine takes the square of the time for a thousand side by side."""
    while len(members) > 1:
        pairs = zip(members[::2], members[1::2], strict=False)
        members = [f"{{ {one} UNION {other} }}" for one, other in pairs] + members[len(members) // 2 * 2 :]
    return members[0]


def _has_scopes(inside: Sequence[Token], name: str) -> bool:
    """Whether a group has parts with variables of their own, or looks at the name of its graph in an expression."""
    words = {token.text.upper() for token in inside if token.kind is Kind.WORD}
    if words & _SCOPES:
        return True
    is_named = any(token.kind is Kind.VARIABLE and token.text[1:] == name for token in inside)
    return is_named and ("EXISTS" in words or any(token.text == "(" for token in inside))


def _pairs(found: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the indexes of braces that belong together."""
    opened: list[int] = []
    for index, token in enumerate(found):
        if token.kind is Kind.PUNCTUATION and token.text == "{":
            opened.append(index)
        elif token.kind is Kind.PUNCTUATION and token.text == "}" and opened:
            yield opened.pop(), index
