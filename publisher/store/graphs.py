"""Write `GRAPH ?g { … }` as the union over the named graphs that it is, where the engine would read something else."""

from collections.abc import Iterator, Sequence

from publisher.lexer import Kind, Token
from publisher.store.edits import Edit
from publisher.store.language import QueryText
from publisher.store.rewriting import disguised, respelt

# The engine gives `?g` to each pattern inside as one more variable. That comes to what SPARQL 1.1, 18.6 defines (the
# inside is evaluated on each graph by itself, then joined with its name) unless the inside has a scope of its own.
_SCOPES = frozenset(("SELECT", "VALUES", "MINUS"))
# Characters of a text so written, past which the engine's reading is taken: it takes 0.1 s to read so much.
LARGEST = 400_000


def graph_edits(query: QueryText, graphs: Sequence[str]) -> list[Edit]:
    """Return the edits that give `GRAPH ?g` its meaning in a dataset with these named graphs; none past LARGEST."""
    if not any(token.text.upper() == "GRAPH" for token in query.tokens):
        return []
    edits = _Unions(query, sorted(graphs)).edits()
    return edits if edits is not None and sum(len(edit.text) for edit in edits) <= LARGEST else []


class _TooLarge(Exception):
    """The union would not fit."""


class _Unions:
    """One pass over the tokens of one query."""

    def __init__(self, query: QueryText, graphs: Sequence[str]) -> None:
        self._query = query
        self._tokens = query.tokens
        self._graphs = graphs
        self._closing = dict(_pairs(query.tokens))
        self._respelt = respelt(query)

    def edits(self) -> list[Edit] | None:
        """Return the edits of the outermost groups, None where they are too large."""
        edits, index = [], 0
        try:
            while index < len(self._tokens):
                end = self._end(index)
                if end is None:
                    index += 1
                    continue
                text = self._union(index, end, "")
                edits.append(Edit(self._tokens[index].start, self._tokens[end].end, text))
                index = end + 1
        except _TooLarge:
            return None
        return edits

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
        name, members, length = self._tokens[index + 1].text, [], 0
        for number, graph in enumerate(self._graphs):
            body = self._text(index + 3, end, f"{suffix}-in-graph-{number}")
            members.append(f"{{ GRAPH <{graph}> {{ {body} }} VALUES {name} {{ <{graph}> }} }}")
            length += len(members[-1])
            if length > LARGEST:
                raise _TooLarge
        return f"{{ {' UNION '.join(members)} }}" if members else f"{{ VALUES {name} {{}} }}"

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
