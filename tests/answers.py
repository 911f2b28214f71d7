"""The site's questions, and their answers in one form whoever gives them: expected ones and the JSON of any engine."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from site_graphs import BASE, ROOT

from publisher.settings import load_settings
from publisher.sources import Sources, read_sources

XSD = "http://www.w3.org/2001/XMLSchema#"
INTEGERS = frozenset(f"{XSD}{name}" for name in ("integer", "nonNegativeInteger", "positiveInteger", "int", "long"))
QUESTIONS = {path.stem: path for path in sorted((ROOT / "data/questions").glob("*.rq"))}

Term = tuple[str, ...]
Row = tuple[Term | None, ...]


@dataclass(frozen=True)
class Answer:
    """The columns and rows of a result; that of an ASK has one row of one term and no column."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def agrees(self, other: "Answer", ordered: bool) -> bool:
        """Whether both hold the same rows, as often, and in the same order where the question asks for one."""
        same = self.rows == other.rows if ordered else Counter(self.rows) == Counter(other.rows)
        return same and self.columns == other.columns


@cache
def sources() -> Sources:
    """Return the site's sources."""
    return read_sources(load_settings(ROOT, {}))


def question(name: str) -> str:
    """Return the text of a question."""
    return QUESTIONS[name].read_text(encoding="utf-8")


def is_ordered(name: str) -> bool:
    """Whether a question asks for an order."""
    return "ORDER BY" in question(name)


def with_prefixes(name: str, base: str) -> str:
    """Return a question as engines need it that do not know the site's prefixes."""
    prefixes = sources().prefixes.with_well_known()
    lines = [f"PREFIX {prefix}: <{moved(iri, base)}>\n" for prefix, iri in prefixes.items()]
    return "".join(lines) + question(name)


def moved(iri: str, base: str) -> str:
    """Return an IRI under a base when it is authored under the site's."""
    return base + iri.removeprefix(BASE) if iri.startswith(BASE) else iri


def authored(iri: str, base: str) -> str:
    """Return an IRI as authored when it stands under a base."""
    return BASE + iri.removeprefix(base) if iri.startswith(base) else iri


def told(body: str | bytes, base: str) -> Answer:
    """Return what a body of SPARQL 1.1 JSON results says, its IRIs as authored."""
    result = json.loads(body)
    if "boolean" in result:
        return Answer((), ((_literal(str(result["boolean"]).lower(), f"{XSD}boolean"),),))
    columns = tuple(result["head"]["vars"])
    rows = result["results"]["bindings"]
    return Answer(columns, tuple(tuple(_told(row.get(column), base) for column in columns) for row in rows))


def expected(name: str) -> Answer:
    """Return the expected answer: columns, then a row a line, its terms as in Turtle with the site's prefixes."""
    _, head, *lines = _expected_file(name).read_text(encoding="utf-8").splitlines()
    if not head.startswith("?"):
        return Answer((), ((_literal(head, f"{XSD}boolean"),),))
    columns = tuple(column.removeprefix("?") for column in head.split("\t"))
    cells = {(row, column): text for row, line in enumerate(lines) for column, text in enumerate(line.split("\t"))}
    terms = _terms({place: text for place, text in cells.items() if text})
    rows = (tuple(terms.get((row, column)) for column in range(len(columns))) for row in range(len(lines)))
    return Answer(columns, tuple(rows))


def foundation(name: str) -> list[str]:
    """Return the numbers of the statements on which an expected answer rests, or the folder of data."""
    first = _expected_file(name).read_text(encoding="utf-8").splitlines()[0]
    return first.removeprefix("# ").split(" ")


def _expected_file(name: str) -> Path:
    return ROOT / "tests/questions" / f"{name[:3]}.tsv"


def _terms(texts: Mapping[tuple[int, int], str]) -> dict[tuple[int, int], Term]:
    prefixes = sources().prefixes.with_well_known()
    head = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in prefixes.items()]
    lines = [f"<row:{row}> <column:{column}> {text} ." for (row, column), text in texts.items()]
    found = {}
    for quad in ox.parse("\n".join(head + lines), format=ox.RdfFormat.TURTLE):
        place = re.findall(r"\d+", f"{quad.subject} {quad.predicate}")
        found[int(place[0]), int(place[1])] = _parsed(quad.object)
    return found


def _parsed(term: Any) -> Term:
    if isinstance(term, ox.NamedNode):
        return (term.value,)
    return _literal(term.value, term.datatype.value, term.language or "")


def _told(term: Mapping[str, str] | None, base: str) -> Term | None:
    if term is None:
        return None
    if term["type"] == "uri":
        return (authored(term["value"], base),)
    datatype = term.get("datatype", f"{XSD}string")
    return _literal(term["value"], authored(datatype, base), term.get("xml:lang", ""))


def _literal(value: str, datatype: str, language: str = "") -> Term:
    """Return a literal by its value: engines write numbers and language tags each in their own way."""
    if language:
        return value, language.lower()
    if datatype in INTEGERS:
        return str(int(value)), f"{XSD}integer"
    return value, datatype
