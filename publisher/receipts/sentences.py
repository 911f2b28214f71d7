"""The document cut into sentences: by the passages that the data has for them, elsewhere by lines."""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence

LINE = re.compile(r"[^\r\n\u0085\u2028\u2029]+")
EMPTY_LINE = re.compile(r"(\r\n|\r(?!\n)|[\n\u0085\u2028\u2029])[^\S\r\n\u0085\u2028\u2029]*[\r\n\u0085\u2028\u2029]")

Span = tuple[int, int]  # start and end in the text, in code points from 0


def cut(text: str, passages: Iterable[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """Return the spans of a text in order, with the name of the passage that each is, "" for none.

    Where passages overlap, the shorter is a sentence; what lies outside of all of them is cut into lines. No span is
    empty, and all of them together leave out white space alone.
    """
    found: list[tuple[Span, str]] = []
    for span, name in sorted(passages, key=lambda one: (one[0][1] - one[0][0], one)):
        place = bisect_left(found, (span, ""))
        is_free = place == 0 or found[place - 1][0][1] <= span[0]
        if is_free and (place == len(found) or span[1] <= found[place][0][0]):
            insort(found, (span, name))
    return sorted([*found, *((span, "") for span in _lines_between(text, [span for span, _ in found]))])


def _lines_between(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the lines, without white space at their ends, in what some spans leave of a text."""
    starts = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans), len(text)]
    for start, end in zip(starts, ends, strict=True):
        for match in LINE.finditer(text, start, end):
            line = match.group()
            if line.strip():
                head = len(line) - len(line.lstrip())
                yield match.start() + head, match.start() + len(line.rstrip())


def sentences_of(span: Span, sentences: Sequence[Span]) -> range:
    """Return the places of the sentences that a span has part in: none for one of white space alone."""
    start, end = span
    return range(
        bisect_right(sentences, start, key=lambda one: one[1]), bisect_left(sentences, end, key=lambda one: one[0])
    )


def located(text: str, exact: str | None, context: tuple[str, str], span: tuple[int | None, int | None]) -> Span | None:
    """Return where words stand in a text: at `span` where the text there is `exact`, else where they stand alone.

    `context` is what stands before and after them. None where the text does not tell.
    """
    start, end = span
    if start is not None and end is not None and 0 <= start < end <= len(text) and exact in (None, text[start:end]):
        return start, end
    before, after = context
    for words, skip in (((before + exact + after), len(before)), (exact, 0)) if exact else ():
        place = text.find(words)
        if place >= 0 and text.find(words, place + 1) < 0:
            return place + skip, place + skip + len(exact or "")
    return None
