"""A sentence of the document cut into stretches: which of the words that statements rest on lie where."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from publisher.receipts import Quote, Receipt, Sentence

LIT = 40  # different words of one sentence that style.css can light up


@dataclass(frozen=True)
class Segment:
    """A stretch of a sentence in which the same words lie: `numbers` are theirs up to LIT, `anchors` begin here."""

    text: str
    is_quoted: bool
    numbers: tuple[int, ...]
    anchors: tuple[tuple[str, int], ...]


def words_in(receipt: Receipt, sentence: Sentence | None) -> list[Quote]:
    """Return the words of a receipt that a sentence has part in; all of them where there is none."""
    return [quote for quote in receipt.quotes if sentence is None or sentence.place in quote.sentences]


def _spans(sentence: Sentence | None, receipts: Iterable[Receipt]) -> Iterator[tuple[int, int, str]]:
    """Yield where words stand, with the anchors of those that begin in the sentence."""
    for receipt in receipts if sentence else ():
        for quote in words_in(receipt, sentence):
            if sentence and quote.start is not None and quote.end is not None:
                yield quote.start, quote.end, quote.anchor if quote.sentence == sentence.place else ""


def numbers_in(sentence: Sentence | None, receipts: Iterable[Receipt]) -> dict[tuple[int, int], int]:
    """Number the different words in a sentence from 1, in order."""
    spans = sorted({(start, end) for start, end, _ in _spans(sentence, receipts)})
    return {span: number for number, span in enumerate(spans, 1)}


def segments_of(
    sentence: Sentence | None, numbers: Mapping[tuple[int, int], int], receipts: Iterable[Receipt]
) -> tuple[Segment, ...]:
    """Cut a sentence wherever words begin or end, going from one such place to the next."""
    if sentence is None:
        return ()
    first, last = sentence.start, sentence.end
    begun: dict[int, dict[str, int]] = defaultdict(dict)
    for start, end, anchor in _spans(sentence, receipts):
        if anchor:
            begun[max(start, first)][anchor] = numbers[start, end]
    opening, closing = defaultdict(list), defaultdict(list)
    for (start, end), number in numbers.items():
        opening[max(start, first)].append(number)
        closing[min(end, last)].append(number)
    found, depth, lit = [], 0, set[int]()
    for start, end in pairwise(sorted({first, last, *opening, *closing})):
        depth += len(opening[start]) - len(closing[start])
        lit |= {number for number in opening[start] if number <= LIT}
        lit -= set(closing[start])
        text = sentence.text[start - first : end - first]
        found.append(Segment(text, depth > 0, tuple(sorted(lit)), tuple(begun[start].items())))
    return tuple(found)
