"""Results as a table on a terminal, columns as wide as they need, Japanese letters counted as two."""

import json
import re
import unicodedata
from typing import Any

from publisher.namespaces import Prefixes
from publisher.syntax.names import Names

# What would move the cursor instead of standing in a cell.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def table(text: bytes, prefixes: Prefixes) -> str:
    """Return JSON results (SPARQL 1.1) as lines of text with their number below, or the word that an ASK answers.

    IRIs go by their prefixed names where these are shorter.
    """
    results = json.loads(text)
    if "boolean" in results:
        return f"{str(results['boolean']).lower()}\n"
    cells = _Cells(prefixes)
    names, solutions = results["head"]["vars"], results["results"]["bindings"]
    rows = [names, *([cells.cell(solution.get(name)) for name in names] for solution in solutions)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    number = len(solutions)
    return "\n".join(lines if names else ()) + f"\n({number} {'row' if number == 1 else 'rows'})\n"


class _Cells:
    """The texts of terms, plain as CSV results have them, but for the names of IRIs."""

    def __init__(self, prefixes: Prefixes) -> None:
        self._prefixes = prefixes
        self._names = Names(prefixes)

    def cell(self, term: dict[str, Any] | None) -> str:
        """Return a term's text, "" where there is none."""
        if term is None:
            return ""
        value = term["value"]
        if term["type"] == "triple":
            return f"<<( {' '.join(self.cell(value[part]) for part in ('subject', 'predicate', 'object'))} )>>"
        if term["type"] == "uri":
            return self._name(value)
        return ("_:" if term["type"] == "bnode" else "") + _CONTROL.sub(" ", value)

    def _name(self, iri: str) -> str:
        """Return the prefixed name of an IRI, or the IRI; in angle brackets if it begins as a prefixed name does."""
        name = self._names[f"<{iri}>"]
        if name[0] != "<" and len(name) < len(iri):
            return name
        return f"<{iri}>" if iri.partition(":")[0] in self._prefixes else iri


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    """Return how many columns a terminal takes to show a text (Unicode Standard Annex 11)."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )
