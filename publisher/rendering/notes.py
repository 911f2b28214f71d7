"""Notes at the foot of a page: the words of the document that its statements rest on, in their sentences."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Triple

from publisher.labels import last_word
from publisher.receipts import Quote, Receipt, Sentence, natural
from publisher.rendering.names import Name, Names
from publisher.rendering.values import bounded

WHOLE = 320  # letters of a sentence that is shown in full
CONTEXT = 120  # letters shown of a longer one on either side of the words
SPACE_WITHIN = 20  # letters in which a place between words is looked for
WORDS = 2000  # letters of the words themselves


@dataclass(frozen=True)
class Mark:
    """A reference from a value to a note; `at` is its own fragment where the note leads back to it, `records` names
    what the note shows.
    """

    number: int
    at: str
    records: str

    @property
    def anchor(self) -> str:
        """The fragment of the note."""
        return f"page-note-{self.number}"


@dataclass(frozen=True)
class Cited:
    """Words with what stands around them in their sentence; `href` is their place in the document, or ""."""

    before: str
    words: str
    after: str
    href: str


@dataclass(frozen=True)
class Note:
    """What statements rest on: `at` is the first reference to it on the page."""

    number: int
    at: str
    cited: tuple[Cited, ...]
    kinds: tuple[Name, ...]
    records: tuple[tuple[str, Name], ...]

    @property
    def anchor(self) -> str:
        """The fragment of the note."""
        return f"page-note-{self.number}"


class Notes:
    """The notes of one page: each numbered when the first value refers to it.

    What rests on the same words in the same way shares a note. `found` are the receipts of the statements on the page,
    `sentences` those in which they have words.
    """

    def __init__(self, found: Mapping[Triple, Sequence[Receipt]], sentences: Mapping[int, Sentence]) -> None:
        self._found = found
        self._sentences = sentences
        self._numbered: dict[object, list[Receipt]] = {}
        self._numbers: dict[object, int] = {}

    def iris(self) -> set[str]:
        """Return every IRI whose name the notes may show."""
        receipts = [receipt for found in self._found.values() for receipt in found]
        return {iri for one in receipts for iri in (one.node, *one.kinds) if not iri.startswith("_:")}

    def marks(self, triple: Triple | None) -> tuple[Mark, ...]:
        """Return the references for a statement, one for each of the notes that it needs."""
        if triple is None or triple not in self._found:
            return ()
        needed: dict[object, list[Receipt]] = {}
        for receipt in sorted(self._found[triple], key=_by_number):
            needed.setdefault(_words(receipt), []).append(receipt)
        return tuple(self._mark(key, receipts) for key, receipts in needed.items())

    def _mark(self, key: object, receipts: Sequence[Receipt]) -> Mark:
        is_first = key not in self._numbers
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        known = self._numbered.setdefault(key, [])
        known += [receipt for receipt in receipts if receipt not in known]
        at = f"page-at-{number}" if is_first else ""
        return Mark(number, at, ", ".join(last_word(one.node) for one in receipts))

    def notes(self, names: Names) -> list[Note]:
        """Return the notes in their order; call it when all else of the page is made."""
        return [
            Note(
                self._numbers[key],
                f"page-at-{self._numbers[key]}",
                tuple(self._cited(quote, names) for quote in receipts[0].quotes),
                tuple(names.of(kind) for kind in receipts[0].kinds),
                tuple(
                    (last_word(one.node), names.of(one.node))
                    for one in sorted(receipts, key=_by_number)
                    if not one.node.startswith("_:")
                ),
            )
            for key, receipts in self._numbered.items()
        ]

    def _cited(self, quote: Quote, names: Names) -> Cited:
        before, words, after = in_sentence(quote, self._sentences)
        href = names.links.source(quote.anchor) if quote.sentence is not None else ""
        if len(before) + len(words) + len(after) > WHOLE:
            before, after = _end_of(before), _beginning_of(after)
        return Cited(before, bounded(words, WORDS), after, href)


NO_NOTES = Notes({}, {})


def _by_number(receipt: Receipt) -> list[tuple[int, str]]:
    return natural(receipt.node)


def _words(receipt: Receipt) -> object:
    """Return what receipts that share a note have in common: their words and their kinds."""
    quotes = tuple((one.start, one.end) if one.sentence is not None else one.exact for one in receipt.quotes)
    return quotes, receipt.kinds


def in_sentence(quote: Quote, sentences: Mapping[int, Sentence]) -> tuple[str, str, str]:
    """Return what stands before the words in the sentence in which they begin, the words, and what stands after."""
    sentence = None if quote.sentence is None else sentences.get(quote.sentence)
    if sentence is None or quote.start is None or quote.end is None:
        return quote.prefix, quote.exact, quote.suffix
    start, end = max(quote.start - sentence.start, 0), quote.end - sentence.start
    words = quote.exact if end > len(sentence.text) and quote.exact else sentence.text[start:end]
    return sentence.text[:start], words, sentence.text[end:]


def _beginning_of(text: str) -> str:
    """Return a text cut to the context of words, between two words where there is such a place."""
    if len(text) <= CONTEXT:
        return text
    space = re.search(r"\s\S*$", text[CONTEXT - SPACE_WITHIN : CONTEXT])
    return bounded(text, CONTEXT - SPACE_WITHIN + space.start() if space else CONTEXT)


def _end_of(text: str) -> str:
    """Return the end of a text, cut to the context of words, between two words where there is such a place."""
    if len(text) <= CONTEXT:
        return text
    end = text[-CONTEXT:]
    space = re.match(rf"\S{{0,{SPACE_WITHIN}}}\s+", end)
    return "…" + (end[space.end() :] if space else end)
