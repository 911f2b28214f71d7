"""Show a place in a query: its line, and carets below the word there that stand right on a terminal."""

import unicodedata
from typing import NamedTuple

from publisher.lexer import tokens
from publisher.store.diagnosis.characters import foreign

WIDEST = 100  # columns of a terminal that an excerpt takes at most
_MARK = "…"
_MOST_MARKS = 4  # combining characters of one letter that are shown, on average


class Excerpt(NamedTuple):
    """A line in three parts: before a place, the token there ("" behind the last one), and after it."""

    before: str
    place: str
    after: str

    @property
    def text(self) -> str:
        """The line, and below it carets under the place."""
        return f"{self.before}{self.place}{self.after}\n{' ' * width(self.before)}{'^' * (width(self.place) or 1)}"


def excerpt(text: str, line: int, column: int) -> Excerpt:
    """Return the line of a text (counted from 1) around a column (in characters, from 1), at most 100 columns of it.

    Columns of a terminal count: letters of East Asia take two, combining ones none (Unicode Standard Annex 11, those
    of ambiguous width one). Tabs and control characters are spaces, and what is invisible is left out.
    """
    lines = text.split("\n")
    shown = lines[min(line, len(lines)) - 1].removesuffix("\r")
    at = min(column - 1, len(shown))
    while 0 < at < len(shown) and _columns(shown[at]) == 0:
        at -= 1  # to the letter with which it is shown
    first, last = _window(shown, at)
    after = min(_token_end(shown, at), max(last, at + 1))
    while after < last and _columns(shown[after]) == 0:
        after += 1
    before = _MARK * (first > 0) + _plain(shown[first:at])
    return Excerpt(before, _plain(shown[at:after]), _plain(shown[after:last]) + _MARK * (last < len(shown)))


def _token_end(line: str, at: int) -> int:
    """Return where the token ends that begins at a place; a sign that is foreign to SPARQL is told by itself."""
    first = None if foreign(line[at : at + 1]) else next(tokens(line[at:]), None)
    return at + (first.end if first and not first.start else 1)


def width(text: str) -> int:
    """Return how many columns a terminal takes to show a text."""
    return sum(map(_columns, text))


def _window(text: str, at: int) -> tuple[int, int]:
    """Return where the part of a line begins and ends that is shown around a place, half of it on either side."""
    if len(text) <= WIDEST and width(text) <= WIDEST:
        return 0, len(text)
    room = WIDEST - 2  # a mark on either side
    last = _reach(text, at, 1, room // 2)
    first = _reach(text, at, -1, room - width(text[at:last]))
    last = _reach(text, at, 1, room - width(text[first:at]))
    while first < at and _columns(text[first]) == 0:
        first += 1
    return first, last


def _reach(text: str, at: int, step: int, room: int) -> int:
    """Return how far from `at` text fits into so many columns."""
    end = at
    for _ in range(_MOST_MARKS * WIDEST):
        follows = end if step > 0 else end - 1
        if not 0 <= follows < len(text) or room < _columns(text[follows]):
            break
        room -= _columns(text[follows])
        end += step
    return end


def _plain(text: str) -> str:
    kinds = [(one, unicodedata.category(one)) for one in text]
    return "".join(" " if kind in ("Cc", "Zl", "Zp", "Cs") else one for one, kind in kinds if kind != "Cf")


def _columns(character: str) -> int:
    # The vowels and finals of Hangul join the letter before them.
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
