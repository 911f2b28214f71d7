"""Read cases of evaluation and compare answers with them, term by term, whatever labels blank nodes have."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyoxigraph
import requests
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat
from support import Server

FOLDER = Path(__file__).parent / "evaluation"
PREFIXES = {
    "": "http://example.org/e/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
PROLOGUE = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
SETTINGS = '[site]\ntitle = "Cases"\nauthored_base = "https://cases.example/"\n'
_XSD = PREFIXES["xsd"]
Term = NamedNode | BlankNode | Literal
Row = tuple[Term | None, ...]


@dataclass(frozen=True)
class Case:
    """A query and what the Recommendation says it is answered.

    `kind` is `table`, `in order`, `graph`, `refused`, or `boolean`; `answer` is the text that says what.
    """

    place: str
    title: str
    query: str
    kind: str
    answer: str


def cases() -> Iterator[Case]:
    """Yield the cases of all files, in order."""
    for path in sorted(FOLDER.glob("*.txt")):
        yield from read_cases(path.read_text(encoding="utf-8"), path.stem)


def read_cases(text: str, place: str) -> Iterator[Case]:
    """Yield the cases of a text: each a line `## title`, the query, a line `=>` with the kind, the answer."""
    for one in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _, rest = one.partition("\n")
        query, kind, answer = re.split(r"^=>(.*)\n?", rest.strip() + "\n", maxsplit=1, flags=re.MULTILINE)
        kind = kind.strip() or ("boolean" if answer.strip() in ("true", "false") else "table")
        yield Case(place, title, query.strip(), kind, answer.strip())


def ask(server: Server, query: str, **parameters: object) -> requests.Response:
    """POST a query, with the prefixes of the cases."""
    return server.request("POST", "sparql", data={"query": PROLOGUE + query, **parameters})


def answer(server: Server, case: Case) -> object:
    """Return what the server answers, in a form that can be compared with `expected`."""
    found = ask(server, case.query, format="ntriples" if case.kind == "graph" else "json")
    if case.kind == "refused":
        return found.status_code
    assert found.status_code == 200, f"{found.status_code} {found.text}"
    if case.kind == "graph":
        return _canonical(pyoxigraph.parse(found.content, RdfFormat.N_TRIPLES))
    told = found.json()
    if case.kind == "boolean":
        return told["boolean"]
    names = told["head"]["vars"]
    rows = [tuple(from_json(row.get(name)) for name in names) for row in told["results"]["bindings"]]
    return names, comparable(rows, case.kind == "in order")


def expected(case: Case) -> object:
    """Return what the case says the answer is."""
    if case.kind == "refused":
        return 400
    if case.kind == "boolean":
        return case.answer == "true"
    if case.kind == "graph":
        return _canonical(pyoxigraph.parse(_turtle(case.answer), RdfFormat.TURTLE))
    head, *lines = case.answer.splitlines()
    rows = [tuple(_term(cell.strip()) for cell in line.split("|")) for line in lines]
    return [cell.strip().removeprefix("?") for cell in head.split("|")], comparable(rows, case.kind == "in order")


def comparable(rows: Sequence[Row], in_order: bool) -> list[str]:
    """Return a table as a graph with canonical labels: equal for equal tables, however their blank nodes are called.

    Each row is a node; its cells are triples, with a predicate for the column.
    """
    quads = []
    for number, row in enumerate(rows):
        node = BlankNode(f"row{number}")
        quads.append(Quad(node, NamedNode("urn:row"), Literal(str(number if in_order else len(row)))))
        quads += [Quad(node, NamedNode(f"urn:column:{at}"), by_value(cell)) for at, cell in enumerate(row) if cell]
    return _canonical(quads)


def by_value(term: Term) -> Term:
    """Return a number in one form for each value of its type: how it is written is not compared."""
    if not isinstance(term, Literal) or not term.datatype.value.startswith(_XSD):
        return term
    kind = term.datatype.value.removeprefix(_XSD)
    try:
        if kind == "decimal":
            return Literal(str(Decimal(term.value).normalize() + 0), datatype=term.datatype)
        if kind in ("double", "float"):
            return Literal(repr(float(term.value)), datatype=term.datatype)
    except (InvalidOperation, ValueError):
        return term
    return term


def term(text: str) -> Term | None:
    """Return the term that a cell writes in Turtle, None for an empty one."""
    return _term(text)


def _term(text: str) -> Term | None:
    if text in ("", "UNDEF"):
        return None
    if text.startswith("_:"):
        return BlankNode(text[2:])
    quad = next(iter(pyoxigraph.parse(_turtle(f"<urn:s> <urn:p> {text} ."), RdfFormat.TURTLE)))
    assert isinstance(quad.object, NamedNode | Literal)
    return quad.object


def _turtle(text: str) -> str:
    return PROLOGUE.replace("> ", ">\n") + text


def from_json(cell: dict[str, str] | None) -> Term | None:
    if cell is None:
        return None
    if cell["type"] == "uri":
        return NamedNode(cell["value"])
    if cell["type"] == "bnode":
        return BlankNode(cell["value"])
    if "xml:lang" in cell:
        return Literal(cell["value"], language=cell["xml:lang"])
    return Literal(cell["value"], datatype=NamedNode(cell.get("datatype", f"{_XSD}string")))


def _canonical(quads: object) -> list[str]:
    dataset = Dataset(quads)  # type: ignore[arg-type]
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(f"{quad.subject} {quad.predicate} {quad.object}" for quad in dataset)
