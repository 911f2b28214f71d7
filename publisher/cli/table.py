"""Results as a table on a terminal, columns as wide as they need, Japanese letters counted as two."""

import json
import re
import unicodedata
from typing import Any

# What would move the cursor instead of standing in a cell.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def table(text: bytes) -> str:
    """Return JSON results (SPARQL 1.1) as lines of text with their number below, or the word that an ASK answers."""
    results = json.loads(text)
    if "boolean" in results:
        return f"{str(results['boolean']).lower()}\n"
    names, solutions = results["head"]["vars"], results["results"]["bindings"]
    rows = [names, *([_cell(solution.get(name)) for name in names] for solution in solutions)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    number = len(solutions)
    return "\n".join(lines if names else ()) + f"\n({number} {'row' if number == 1 else 'rows'})\n"


def _cell(term: dict[str, Any] | None) -> str:
    """Return a term as CSV results have it: plain, "" where there is none."""
    if term is None:
        return ""
    value = term["value"]
    if term["type"] == "triple":
        return f"<<( {' '.join(_cell(value[part]) for part in ('subject', 'predicate', 'object'))} )>>"
    return ("_:" if term["type"] == "bnode" else "") + _CONTROL.sub(" ", value)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    """Return how many columns a terminal takes to show a text (Unicode Standard Annex 11)."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )
