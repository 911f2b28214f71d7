"""Sentences of the document with the statements that rest on them, as pages show them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from publisher.labels import last_word
from publisher.namespaces import RDF
from publisher.receipts import Quote, Receipt, Sentence, statements_of
from publisher.rendering.links import addressed
from publisher.rendering.names import Name, Names
from publisher.rendering.notes import WORDS
from publisher.rendering.segments import Segment, numbers_in, segments_of, words_in
from publisher.rendering.things import Composer, Value
from publisher.rendering.values import bounded

SHOWN = 200  # statements under one sentence
REPEATED = 1000  # of them on one page that stand under an earlier sentence already
LEVELS = 8  # of parts inside parts


@dataclass(frozen=True)
class Words:
    """Quoted words: `number` is theirs in the sentence (0 for none), `text` is "" where they are just the sentence.

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
    of them; `left` are not shown, and `more` is a query for all, "" where no address can hold it.
    """

    sentence: Sentence | None
    segments: tuple[Segment, ...]
    groups: tuple[tuple[tuple[Words, ...], tuple[Entry, ...]], ...]
    statements: int
    records: int
    left: int
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
        self._room = REPEATED
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
        shown = self._shown(receipts[:SHOWN] if is_whole else receipts)
        records, statements = len(receipts), len({self._wholes.get(one.node, one.node) for one in receipts})
        if sentence and is_whole:
            records, statements = max(sentence.records, records), max(sentence.statements, statements)
        numbers = numbers_in(sentence, shown)
        entries = self._entries(sentence, shown, numbers)
        groups = tuple((each[0].words, each) for _, found in groupby(entries, key=_told) if (each := tuple(found)))
        left = records - len(shown)
        is_known = sentence is not None and is_whole and records == len(receipts)
        query = _query(sentence, receipts) if left and is_known else ""
        more = self._names.links.query(query) if query else ""
        return Block(sentence, segments_of(sentence, numbers, shown), groups, statements, records, left, more)

    def _shown(self, receipts: Iterable[Receipt]) -> list[Receipt]:
        """Return those for which the page has room: what it shows elsewhere already has little."""
        found = []
        for receipt in receipts:
            is_again = receipt.node in self._anchored
            if not is_again or self._room > 0:
                self._room -= is_again
                found.append(receipt)
        return found

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
            words = tuple(self._words(quote, sentence, numbers) for quote in words_in(receipt, sentence))
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
        is_all = start <= sentence.start and end >= sentence.end and len(quote.sentences) == 1
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


def _query(sentence: Sentence | None, receipts: Iterable[Receipt]) -> str:
    """Return a query for all that rests on the words of receipts in a sentence, "" where that has no address."""
    passages = dict.fromkeys(quote.passage for receipt in receipts for quote in words_in(receipt, sentence))
    if any(passage.startswith("_:") for passage in passages):
        return ""
    return addressed(
        "SELECT DISTINCT ?record ?thing ?property ?value WHERE {\n"
        f"  VALUES ?words {{ {' '.join(f'<{passage}>' for passage in passages)} }}\n"
        f"  ?record <{RDF}subject> ?thing ; <{RDF}predicate> ?property ; <{RDF}object> ?value ; ?rests ?words\n}}"
    )
