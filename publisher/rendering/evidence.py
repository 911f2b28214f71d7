"""Sentences of the document with the statements that rest on them, as pages show them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from publisher.labels import last_word
from publisher.namespaces import OA, RDF
from publisher.receipts import Quote, Receipt, Sentence, statements_of
from publisher.rendering.names import Name, Names
from publisher.rendering.notes import WORDS
from publisher.rendering.things import Composer, Value
from publisher.rendering.values import bounded

SHOWN = 200  # statements under one sentence
LEVELS = 8  # of parts inside parts


@dataclass(frozen=True)
class Segment:
    """A stretch of a sentence in which the same words lie: `numbers` are theirs, `anchors` those that begin here."""

    text: str
    numbers: tuple[int, ...]
    anchors: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Words:
    """Quoted words: `number` is theirs in the sentence (0 for none), `text` is "" where they are all of the sentence.

    `href` is their place in the document, "" where it does not hold them; `passage` is the node that holds them.
    """

    number: int
    text: str
    href: str
    passage: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Entry:
    """A recorded statement: `short` is the last word of its record; `is_told` says that its words stand around it.

    `anchor` is "" where another entry of the page has the record's.
    """

    anchor: str
    node: str
    record: Name | None
    short: str
    statement: Value
    kinds: tuple[Name, ...]
    graph: Name | None
    words: tuple[Words, ...]
    is_told: bool
    parts: tuple["Entry", ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its words in the sentence."""
        return tuple(one.number for one in self.words if one.number)


@dataclass(frozen=True)
class Block:
    """A sentence (None for words that are not in the document), and statements by the words that they rest on.

    `statements` counts those that rest on the sentence, with their parts one each, and `records` all that is recorded
    of them; past what is shown, `more` is a query for it.
    """

    sentence: Sentence | None
    segments: tuple[Segment, ...]
    groups: tuple[tuple[tuple[Words, ...], tuple[Entry, ...]], ...]
    statements: int
    records: int
    more: str


class Blocks:
    """Makes the blocks of one page.

    `anchor` gives the fragment that a receipt has on it; `graph` is that of statements for which none is noted.
    """

    def __init__(self, composer: Composer, names: Names, anchor: Callable[[Receipt], str], graph: str = "") -> None:
        self._composer = composer
        self._names = names
        self._anchor = anchor
        self._graph = graph
        self._anchored: set[str] = set()
        self._wholes: Mapping[str, str] = {}

    def blocks(self, sentences: Iterable[Sentence], receipts: Sequence[Receipt], is_whole: bool) -> list[Block]:
        """Return the blocks of sentences, in their order, then one for words that the document does not hold.

        `is_whole` says that the page is that of all statements: totals and further statements are told.
        """
        self._wholes = statements_of(receipts)
        held: dict[int | None, list[Receipt]] = {}
        for receipt in receipts:
            for place in receipt.sentences or (None,):
                held.setdefault(place, []).append(receipt)
        found = [self._block(one, held.get(one.place, []), is_whole) for one in sentences]
        return [*found, self._block(None, held[None], is_whole)] if None in held else found

    def _block(self, sentence: Sentence | None, receipts: list[Receipt], is_whole: bool) -> Block:
        shown = receipts[:SHOWN] if is_whole else receipts
        records, statements = len(receipts), len({self._wholes.get(one.node, one.node) for one in receipts})
        if sentence and is_whole:
            records, statements = max(sentence.records, records), max(sentence.statements, statements)
        numbers = _numbers(sentence, shown)
        entries = self._entries(sentence, shown, numbers)
        groups = tuple((each[0].words, each) for _, found in groupby(entries, key=_told) if (each := tuple(found)))
        more = self._names.links.query(_query(sentence)) if sentence and records > len(shown) else ""
        return Block(sentence, _segments(sentence, numbers, shown), groups, statements, records, more)

    def _entries(
        self, sentence: Sentence | None, receipts: list[Receipt], numbers: Mapping[tuple[int, int], int]
    ) -> Iterator[Entry]:
        """Yield the statements of a sentence that are not part of another there, each with its parts."""
        nodes = {receipt.node for receipt in receipts}
        parts: dict[str, list[Receipt]] = {}
        for receipt in receipts:
            parts.setdefault(receipt.whole if receipt.whole in nodes else "", []).append(receipt)
        met: set[str] = set()

        def entry(receipt: Receipt, depth: int) -> Entry:
            met.add(receipt.node)
            words = tuple(self._words(quote, sentence, numbers) for quote in _here(receipt, sentence))
            below = [] if depth >= LEVELS else [one for one in parts.get(receipt.node, ()) if one.node not in met]
            return self._entry(receipt, words, tuple(_under(words, entry(one, depth + 1)) for one in below))

        for receipt in parts.get("", ()):
            yield entry(receipt, 0)
        # Wholes that are part of themselves, or too deep.
        for receipt in receipts:
            if receipt.node not in met:
                yield entry(receipt, LEVELS)

    def _entry(self, receipt: Receipt, words: tuple[Words, ...], parts: tuple[Entry, ...]) -> Entry:
        names, is_named = self._names, not receipt.node.startswith("_:")
        about = names.links.about(receipt.node) if is_named else ""
        # Only one element of a page has an id: the first, where words stand in several sentences.
        anchor = self._anchor(receipt) if receipt.node not in self._anchored else ""
        self._anchored.add(receipt.node)
        return Entry(
            anchor,
            receipt.node,
            names.of(receipt.node) if is_named else None,
            last_word(receipt.node),
            self._composer.statement(receipt.triple, about),
            tuple(names.of(kind) for kind in receipt.kinds),
            names.of_graph(receipt.graph) if receipt.graph not in ("", self._graph) else None,
            words,
            True,
            parts,
        )

    def _words(self, quote: Quote, sentence: Sentence | None, numbers: Mapping[tuple[int, int], int]) -> Words:
        if sentence is None or quote.start is None or quote.end is None:
            return Words(0, bounded(quote.exact, WORDS), "", quote.passage, quote.prefix, quote.suffix)
        start, end = quote.start, quote.end
        is_all = start <= sentence.start and end == sentence.end
        text = quote.exact or sentence.text[max(start - sentence.start, 0) : end - sentence.start]
        href = self._names.links.source(quote.anchor)
        return Words(numbers[start, end], "" if is_all else bounded(text, WORDS), href, quote.passage)


def _told(entry: Entry) -> list[tuple[int, str]]:
    """Return what of an entry's words a reader sees."""
    return [(one.number, one.text) for one in entry.words]


def _under(words: tuple[Words, ...], part: Entry) -> Entry:
    return replace(part, is_told=_told(part) == [(one.number, one.text) for one in words])


def fragment_of(receipt: Receipt) -> str:
    """Return the fragment of a record's own IRI, "" where it has none."""
    return receipt.node.partition("#")[2]


def _here(receipt: Receipt, sentence: Sentence | None) -> list[Quote]:
    """Return the words of a receipt that begin in a sentence; all of them where there is none."""
    return [quote for quote in receipt.quotes if sentence is None or quote.sentence == sentence.place]


def _spans(sentence: Sentence | None, receipts: Iterable[Receipt]) -> Iterator[tuple[int, int, str]]:
    for receipt in receipts if sentence else ():
        for quote in _here(receipt, sentence):
            if quote.start is not None and quote.end is not None:
                yield quote.start, quote.end, quote.anchor


def _numbers(sentence: Sentence | None, receipts: Iterable[Receipt]) -> dict[tuple[int, int], int]:
    """Number the different words in a sentence from 1, in order."""
    spans = sorted({(start, end) for start, end, _ in _spans(sentence, receipts)})
    return {span: number for number, span in enumerate(spans, 1)}


def _segments(
    sentence: Sentence | None, numbers: Mapping[tuple[int, int], int], receipts: Iterable[Receipt]
) -> tuple[Segment, ...]:
    """Cut a sentence wherever words begin or end."""
    if sentence is None:
        return ()
    first, last = sentence.start, sentence.end

    def inside(place: int) -> int:
        return min(max(place, first), last)

    begun: dict[int, dict[str, int]] = {}
    for start, end, anchor in _spans(sentence, receipts):
        begun.setdefault(inside(start), {})[anchor] = numbers[start, end]
    cuts = sorted({first, last, *(inside(place) for span in numbers for place in span)})
    return tuple(
        Segment(
            sentence.text[start - first : end - first],
            tuple(number for span, number in numbers.items() if inside(span[0]) <= start and end <= inside(span[1])),
            tuple(begun.get(start, {}).items()),
        )
        for start, end in pairwise(cuts)
    )


def _query(sentence: Sentence) -> str:
    """Return a query for all statements whose words begin in a sentence."""
    return (
        "SELECT ?record ?thing ?property ?value WHERE {\n"
        f"  ?record <{RDF}subject> ?thing ; <{RDF}predicate> ?property ; <{RDF}object> ?value ; ?rests ?words .\n"
        f"  ?words <{OA}hasSelector>/<{OA}start> ?start\n"
        f"  FILTER (?start >= {sentence.start} && ?start < {sentence.end})\n}} ORDER BY ?start"
    )
