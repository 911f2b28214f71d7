"""Results as a table on a terminal, columns as wide as they need, Japanese letters counted as two."""

import csv
import io
import unicodedata


def table(text: str) -> str:
    """Return CSV results (or the word that an ASK answers) as lines of text with their number below."""
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or (len(rows) == 1 and rows[0] and rows[0][0] in ("true", "false")):
        return (rows[0][0] if rows else "") + "\n"
    cells = [[cell.replace("\n", " ") for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    number = len(rows) - 1
    return "\n".join(lines) + f"\n({number} {'row' if number == 1 else 'rows'})\n"


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    """Return how many columns a terminal takes to show a text (Unicode Standard Annex 11)."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )
