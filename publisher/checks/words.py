"""The words of a source document: where a quote stands in it, and what comes nearest to one that does not."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

GRAM = 8
# An index of 1 M characters takes 0.1 s to make; going through them takes 0.3 ms, which adds up past this many.
SEARCHED = 20_000_000
# What comes near is looked for so often: 100 000 quotes may be wrong all at once, and one takes up to 10 ms.
HINTS = 200
_CHUNK = 400
_ALIKE = 0.6


@dataclass(frozen=True)
class Near:
    """What a document has where a quote was expected: characters `start` to `end`, and the first words that differ."""

    start: int
    end: int
    here: str
    quoted: str


class Words:
    """The characters of a document, counted from 0 as Unicode code points, line ends as the file has them.

    Once `searched` characters have been gone through, what is looked for is looked up in an index.
    """

    def __init__(self, text: str, searched: int = SEARCHED) -> None:
        self.text = text
        self._left = searched
        self._hints = HINTS
        self._first: dict[str, int] = {}
        self._grams: dict[str, list[int]] | None = None

    def find(self, quote: str, near: int = 0) -> int:
        """Return where a quote stands, of several places the nearest to `near`; -1 where it does not stand."""
        if near:
            return self._find(quote, near)
        if quote not in self._first:
            self._first[quote] = self._find(quote, near)
        return self._first[quote]

    def _find(self, quote: str, near: int) -> int:
        self._left -= len(self.text)
        if self._left < 0 and len(quote) >= 2 * GRAM:
            return min(self._indexed(quote), key=lambda at: (abs(at - near), at), default=-1)
        near = max(0, min(near, len(self.text)))
        behind, before = self.text.find(quote, near), self.text.rfind(quote, 0, near + len(quote))
        if before < 0 or behind < 0:
            return max(before, behind)
        return before if near - before <= behind - near else behind

    def _indexed(self, quote: str) -> Iterator[int]:
        """Yield all places of a quote: each holds one of the pieces that begin at a multiple of GRAM."""
        if self._grams is None:
            self._grams = {}
            for at in range(0, len(self.text), GRAM):
                self._grams.setdefault(self.text[at : at + GRAM], []).append(at)
        for offset in range(GRAM):
            for at in self._grams.get(quote[offset : offset + GRAM], ()):
                if at >= offset and self.text.startswith(quote, at - offset):
                    yield at - offset

    def nearest(self, quote: str, around: int | None = None) -> Near | None:
        """Return what is most like a quote that does not stand in the document, at `around` or where its parts stand.

        None where nothing is like it, and after so many answers that more would take too long.
        """
        if not quote or self._hints <= 0:
            return None
        self._hints -= 1
        chunk, offset = self._unmatched(quote)
        places = [around + offset] if around is not None else []
        rated = [self._compared(chunk, at) for at in dict.fromkeys([*places, *self._anchors(chunk)])]
        rated = [(ratio, near) for ratio, near in rated if ratio >= _ALIKE]
        return max(rated, key=lambda pair: (pair[0], -pair[1].start))[1] if rated else None

    def _unmatched(self, quote: str) -> tuple[str, int]:
        """Return the first stretch of a quote that does not stand in the document, with its place in the quote."""
        starts = range(0, max(1, len(quote) - _CHUNK // 2), _CHUNK // 2)
        pieces = [(quote[at : at + _CHUNK], at) for at in starts]
        return next((piece for piece in pieces[:100] if piece[0] not in self.text), pieces[0])

    def _anchors(self, chunk: str) -> Iterator[int]:
        """Yield places where a stretch may begin, told by parts of it that stand in the document."""
        size = max(2, min(24, len(chunk) // 4))
        offsets = range(0, len(chunk) - size + 1, max(size, len(chunk) // 8))
        for offset in offsets:
            at = self.text.find(chunk[offset : offset + size])
            if at >= 0:
                yield max(0, at - offset)

    def _compared(self, chunk: str, at: int) -> tuple[float, Near]:
        """Return how alike a stretch and the document from about a place on are, from 0 to 1, and how they differ."""
        slack = min(40, len(chunk) // 2 + 2)
        first = max(0, at - slack)
        window = self.text[first : at + len(chunk) + slack]
        matcher = SequenceMatcher(None, window, chunk, autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
        if not blocks:
            return 0.0, Near(at, at, "", "")
        start = max(0, blocks[0].a - blocks[0].b)
        end = min(len(window), blocks[-1].a + len(chunk) - blocks[-1].b)
        while end < len(window) and window[end - 1] != chunk[-1] and window[end - 1 : end + 1].isalnum():
            end += 1  # to the end of a word, where the quote ends in another letter
        found = window[start:end]
        ratio = SequenceMatcher(None, found, chunk, autojunk=False).ratio()
        return ratio, Near(first + start, first + end, *_differing(found, chunk))


def _differing(one: str, other: str) -> tuple[str, str]:
    """Return what is left of two texts without their common beginning and end, out to the ends of words."""
    shorter = min(len(one), len(other))
    head = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    tail = next((n for n in range(shorter - head) if one[-1 - n] != other[-1 - n]), shorter - head)
    while head and not one[head - 1].isspace():
        head -= 1
    while tail and not one[-tail].isspace():
        tail -= 1
    return one[head : len(one) - tail], other[head : len(other) - tail]


def unlike(here: str, quoted: str) -> str:
    """Return the first two characters that differ as code points; "" for letters that nobody takes for each other."""
    pair = next((pair for pair in zip(here, quoted, strict=False) if pair[0] != pair[1]), ("a", "a"))
    if all(character.isascii() and character.isalnum() for character in pair):
        return ""
    return ", ".join(f"U+{ord(character):04X}" for character in pair)
