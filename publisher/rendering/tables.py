"""Query results as tables for people: every term with its name, its link and its kind, and never silently cut."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from publisher.rendering.names import Names, Term
from publisher.rendering.relations import Stated
from publisher.rendering.things import Composer, Value
from publisher.rendering.values import PLAIN

ROWS = 1000  # rows of a result that a page shows; files hold them all

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


def solutions_of(results: Mapping[str, Any]) -> Solutions:
    """Return the rows of parsed SPARQL 1.1 JSON results."""
    variables = tuple(results["head"].get("vars", ()))
    bindings: Sequence[Mapping[str, Any]] = results["results"]["bindings"]
    rows = tuple(
        tuple(term_of(binding[variable]) if variable in binding else None for variable in variables)
        for binding in bindings[:ROWS]
    )
    return Solutions(variables, len(bindings), rows)


def term_of(value: Mapping[str, Any]) -> Term:
    """Return the term that a value in SPARQL JSON results stands for."""
    kind, text = value["type"], value["value"]
    if kind == "uri":
        return NamedNode(text)
    if kind == "bnode":
        return BlankNode(text)
    if kind == "triple":
        return _triple(text)
    if "xml:lang" in value:
        return Literal(text, language=value["xml:lang"])
    return Literal(text, datatype=NamedNode(value["datatype"])) if "datatype" in value else Literal(text)


def _triple(parts: Mapping[str, Any]) -> Triple:
    subject, predicate, thing = (term_of(parts[name]) for name in ("subject", "predicate", "object"))
    assert isinstance(subject, NamedNode | BlankNode), "the subject of a triple is no literal (RDF 1.2, section 3.1)"
    assert isinstance(predicate, NamedNode), "a predicate is an IRI (RDF 1.2, section 3.1)"
    return Triple(subject, predicate, thing)


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
