"""What a page shows of a query's result: the first rows of a table with their total, or the first lines of a graph.

A result is read as it comes, in pieces of which only the first are kept: it may be larger than memory.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QueryResultsFormat, parse_query_results

from publisher.rendering.names import Names, Term
from publisher.rendering.relations import Stated
from publisher.rendering.things import Composer, Value
from publisher.rendering.values import PLAIN

ROWS = 1000  # rows of a table that a page shows; files hold them all
# Bytes that these rows may have, in TSV: to write a megabyte of them as a page takes 0.2 s, and time from all others.
ROWS_BYTES = 1_000_000
GRAPH_BYTES = 200_000  # bytes of a graph that a page shows

Row = tuple[Term | None, ...]


@dataclass(frozen=True)
class Solutions:
    """The rows of a SELECT, in the query's order; `total` counts them all, `rows` are those a page shows."""

    variables: tuple[str, ...]
    total: int
    rows: tuple[Row, ...]

    def terms(self) -> Iterator[Term]:
        """Yield every term in the rows."""
        return (term for row in self.rows for term in row if term is not None)


@dataclass(frozen=True)
class Beginning:
    """The first lines of a graph, as Turtle; `shown` are their bytes, `total` those of the whole graph."""

    text: str
    shown: int
    total: int


Result = Solutions | Beginning | bool  # of SELECT; of CONSTRUCT and DESCRIBE; of ASK


def solutions_of(pieces: Iterable[bytes]) -> Solutions | bool:
    """Return the rows of a table, or the verdict of an ASK, from SPARQL 1.1 TSV: there, each row is a line."""
    head, lines = bytearray(), 0
    for piece in pieces:
        if len(head) < ROWS_BYTES or not lines:
            head += piece
        lines += piece.count(b"\n")
    results = parse_query_results(_whole_lines(head, ROWS_BYTES), format=QueryResultsFormat.TSV)
    if isinstance(results, QueryBoolean):
        return bool(results)
    variables = tuple(variable.value for variable in results.variables)
    return Solutions(variables, lines - 1, tuple(tuple(row) for row in islice(results, ROWS)))


def beginning_of(pieces: Iterable[bytes], total: int) -> Beginning:
    """Return the first lines of a graph of `total` bytes of Turtle, or a part of its first line where that is long."""
    head = bytearray()
    for piece in pieces:
        head += piece
        if len(head) >= GRAPH_BYTES:
            break
    shown = _whole_lines(head, GRAPH_BYTES)[:GRAPH_BYTES]
    return Beginning(shown.decode(errors="ignore"), len(shown), total)


def _whole_lines(head: bytearray, most: int) -> bytes:
    """Return the lines that end within so many bytes, or the first one, however long it is."""
    if len(head) <= most:
        return bytes(head)
    end = head.rfind(b"\n", 0, most) + 1 or head.find(b"\n") + 1
    return bytes(head[: end or len(head)])


@dataclass(frozen=True)
class Cell:
    """A term of a result: its value, and what tells it from terms that look like it.

    `short` is an IRI's prefixed name, "" where its name says it already; `is_quoted` says that a literal is a text;
    `language` is its tag, `datatype` in short that of another literal.
    """

    value: Value
    short: str = ""
    is_quoted: bool = False
    language: str = ""
    datatype: str = ""


def cells(solutions: Solutions, composer: Composer, names: Names) -> list[list[Cell | None]]:
    """Return the rows as cells to show; an unbound variable is None."""
    return [[None if term is None else _cell(term, composer, names) for term in row] for row in solutions.rows]


def _cell(term: Term, composer: Composer, names: Names) -> Cell:
    # A blank node of a result has no page: its canonical label is what can be compared with the dumps.
    if isinstance(term, BlankNode):
        return Cell(Value("label", anchor=f"_:{term.value}"))
    value = composer.value(Stated(term, ()))
    if isinstance(term, NamedNode) and value.name:
        short = names.short(term.value) if names.has_prefix(term.value) else ""
        return Cell(value, "" if short == value.name.text else short)
    if isinstance(term, Literal) and term.datatype.value in PLAIN:
        return Cell(value, is_quoted=True, language=term.language or "")
    return Cell(value, datatype=names.short(term.datatype.value) if isinstance(term, Literal) else "")
