"""Notes at the foot of a page: the words of the document that its statements rest on, in their sentences."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Triple

from publisher.labels import last_word
from publisher.namespaces import OA, RDF
from publisher.receipts import Grounds, Quote, Receipt, Sentence, natural
from publisher.rendering.links import Links, addressed
from publisher.rendering.names import Name, Names
from publisher.rendering.values import NAME, bounded

WHOLE = 320  # letters of a sentence that is shown in full
CONTEXT = 120  # letters shown of a longer one on either side of the words
SPACE_WITHIN = 20  # letters in which a place between words is looked for
WORDS = 2000  # letters of the words themselves
RECEIPTS = 12  # receipts of one statement that have notes
NOTES = 500  # on one page
CITED = 20  # passages in one note
REIFIED = ("subject", "predicate", "object")


@dataclass(frozen=True)
class Numbered:
    """What has the number of a note."""

    number: int

    @property
    def anchor(self) -> str:
        """The fragment of the note."""
        return f"page-note-{self.number}"

    @property
    def back(self) -> str:
        """The fragment of the first reference to the note, to which it leads back."""
        return f"page-at-{self.number}"


@dataclass(frozen=True)
class Mark(Numbered):
    """A reference from a value to a note, whose `records` it names; `is_first` says that no other stands before it."""

    is_first: bool
    records: str


@dataclass(frozen=True)
class Marks:
    """The references from a value to its notes; of `left` receipts there is no note, `more` is a query for all."""

    shown: tuple[Mark, ...] = ()
    left: int = 0
    more: str = ""


@dataclass(frozen=True)
class Cited:
    """Words with what stands around them in their sentence; `href` is their place in the document, or ""."""

    before: str
    words: str
    after: str
    href: str


@dataclass(frozen=True)
class Note(Numbered):
    """What statements rest on: the first of its words, of which `left` are not shown."""

    cited: tuple[Cited, ...]
    left: int
    kinds: tuple[Name, ...]
    records: tuple[tuple[str, Name], ...]


class Notes:
    """The notes of one page: each numbered when the first value refers to it.

    What rests on the same words in the same way shares a note. `found` is what the statements on the page rest on,
    `sentences` those in which its words begin and end.
    """

    def __init__(self, found: Mapping[Triple, Grounds], sentences: Mapping[int, Sentence]) -> None:
        self._found = found
        self._sentences = sentences
        self._noted: dict[object, dict[str, Receipt]] = {}
        self._numbers: dict[object, int] = {}

    def iris(self) -> set[str]:
        """Return every IRI whose name the notes may show."""
        receipts = [receipt for found in self._found.values() for receipt in found.receipts]
        return {iri for one in receipts for iri in (one.node, *one.kinds) if not iri.startswith("_:")}

    def marks(self, triple: Triple | None, links: Links) -> Marks:
        """Return the references for a statement, one for each of the notes that it needs."""
        grounds = None if triple is None else self._found.get(triple)
        if triple is None or grounds is None:
            return NO_MARKS
        needed: dict[object, list[Receipt]] = {}
        for receipt in sorted(grounds.receipts, key=_by_number):
            key = _words(receipt)
            if key in self._noted or key in needed or len(self._noted) + len(needed) < NOTES:
                needed.setdefault(key, []).append(receipt)
        left = grounds.total - sum(map(len, needed.values()))
        query = _query(triple) if left else ""
        marks = tuple(self._mark(key, receipts) for key, receipts in needed.items())
        return Marks(marks, left, links.query(query) if query else "")

    def _mark(self, key: object, receipts: Sequence[Receipt]) -> Mark:
        is_first = key not in self._noted
        self._noted.setdefault(key, {}).update((one.node, one) for one in receipts)
        number = self._numbers.setdefault(key, len(self._noted))
        return Mark(number, is_first, bounded(", ".join(last_word(one.node) for one in receipts), NAME))

    def notes(self, names: Names) -> list[Note]:
        """Return the notes in their order; call it when all else of the page is made."""
        return [
            self._note(number, sorted(receipts.values(), key=_by_number), names)
            for number, receipts in enumerate(self._noted.values(), 1)
        ]

    def _note(self, number: int, receipts: Sequence[Receipt], names: Names) -> Note:
        one = receipts[0]
        return Note(
            number,
            tuple(self._cited(quote, names) for quote in one.quotes[:CITED]),
            max(len(one.quotes) - CITED, 0),
            tuple(names.of(kind) for kind in one.kinds),
            tuple((last_word(node), names.of(node)) for node in (each.node for each in receipts) if node[:2] != "_:"),
        )

    def _cited(self, quote: Quote, names: Names) -> Cited:
        before, words, after = in_sentence(quote, self._sentences)
        href = names.links.source(quote.anchor) if quote.sentence is not None else ""
        if len(before) + len(words) + len(after) > WHOLE:
            before, after = _end_of(before), _beginning_of(after)
        return Cited(before, bounded(words, WORDS), after, href)


NO_MARKS = Marks()
NO_NOTES = Notes({}, {})


def _by_number(receipt: Receipt) -> list[tuple[int, str]]:
    return natural(receipt.node)


def _words(receipt: Receipt) -> object:
    """Return what receipts that share a note have in common: their words and their kinds."""
    quotes = tuple((one.start, one.end) if one.sentence is not None else one.exact for one in receipt.quotes)
    return quotes, receipt.kinds


def _query(triple: Triple) -> str:
    """Return a query for all records of a statement that rest on words, "" where that has no address."""
    parts = (triple.subject, triple.predicate, triple.object)
    if any(isinstance(part, BlankNode | Triple) for part in parts):
        return ""
    said = " ; ".join(f"<{RDF}{name}> {part}" for name, part in zip(REIFIED, parts, strict=True))
    return addressed(
        f"SELECT DISTINCT ?record WHERE {{\n  ?record {said} ; ?rests ?words .\n"
        f"  ?words <{OA}hasSelector> ?selector\n}} ORDER BY ?record"
    )


def in_sentence(quote: Quote, sentences: Mapping[int, Sentence]) -> tuple[str, str, str]:
    """Return what stands before the words in the sentence in which they begin, the words, and what stands after them
    in the sentence in which they end.
    """
    first, last = (None if place is None else sentences.get(place) for place in (quote.sentence, quote.last))
    if first is None or last is None or quote.start is None or quote.end is None:
        return quote.prefix, quote.exact, quote.suffix
    start, end = max(quote.start - first.start, 0), max(quote.end - last.start, 0)
    words = first.text[start:end] if first == last else quote.exact or f"{first.text[start:]} … {last.text[:end]}"
    return first.text[:start], words, last.text[end:]


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
