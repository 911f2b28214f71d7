"""Texts as search compares them, and where in a text the words of a query stand."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

# Distance between the katakana and hiragana of one sound in Unicode.
KANA_SHIFT = ord("ァ") - ord("ぁ")
KATAKANA = {code: code - KANA_SHIFT for code in (*range(ord("ァ"), ord("ヶ") + 1), ord("ヽ"), ord("ヾ"))}
CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")
FOLDS = {**KATAKANA, **CONTROLS}
# Accents of Latin, Greek and Cyrillic letters; not the marks that make another sound of a kana.
ACCENTS = re.compile("[\u0300-\u036f]")
SNIPPET = 160  # letters of a name that are shown
BEFORE = 40  # letters before the first word found, where a name is longer
LOOKED_AT = 20_000  # letters of a name in which words are looked for to be marked


class Piece(NamedTuple):
    """A part of a text; `is_found` says that it is what a query asks for."""

    text: str
    is_found: bool


def fold(text: str) -> str:
    """Return a text as search compares it: without width, case and accents, katakana as hiragana, controls as spaces.

    Width goes with NFKC; folding what is folded changes nothing.
    """
    if text.isascii():
        return text.lower().translate(CONTROLS)
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFKC", ACCENTS.sub("", spread)).translate(FOLDS)


def marked(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """Return a text in pieces, told apart by whether folded words stand there; of a long one what is around the first.

    Words that only space divides are one piece.
    """
    letters = list(_letters(text[:LOOKED_AT]))
    found = _found([fold(letter) for letter in letters], words)
    start = 0
    if len(letters) > SNIPPET and True in found:
        start = max(0, min(found.index(True) - BEFORE, len(letters) - SNIPPET))
    end = start + SNIPPET
    shown = zip(letters[start:end], found[start:end], strict=True)
    pieces = [
        Piece("".join(letter for letter, _ in part), is_found) for is_found, part in groupby(shown, lambda one: one[1])
    ]
    before = [Piece("…", False)] * (start > 0)
    after = [Piece("…", False)] * (end < len(letters))
    return (*before, *pieces, *after)


def _letters(text: str) -> Iterator[str]:
    """Yield the letters of a text, each with the marks that belong to it."""
    begun = ""
    for letter in text:
        if begun and not unicodedata.combining(letter) and letter not in "ﾞﾟ":
            yield begun
            begun = ""
        begun += letter
    if begun:
        yield begun


def _found(letters: Sequence[str], words: Sequence[str]) -> list[bool]:
    """Return for each folded letter of a text whether a word holds it."""
    whole = "".join(letters)
    place = [number for number, letter in enumerate(letters) for _ in letter]
    found = [False] * len(letters)
    for word in words:
        for match in re.finditer(re.escape(word), whole):
            first, last = place[match.start()], place[match.end() - 1]
            found[first : last + 1] = [True] * (last + 1 - first)
    for number, letter in enumerate(letters[1:-1], 1):
        if letter.isspace() and found[number - 1] and found[number + 1]:
            found[number] = True
    return found
