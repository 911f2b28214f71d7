"""What a receipt is: a recorded statement, the words that it rests on, the sentence that they stand in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Triple


@dataclass(frozen=True)
class Source:
    """The document at `/source` as the data speaks of it: its IRI, and the tag of its language ("" for unknown)."""

    iri: str
    language: str


@dataclass(frozen=True)
class Sentence:
    """A sentence of the document, or a line outside of any; all sentences together hold all that is no white space.

    `place` counts them from 0; `start` and `end` count Unicode code points of the document from 0; `iri` is the passage
    that the data has for it, or ""; `anchor` is its fragment on the page of the document; `begins` says that an empty
    line stands before it; `records` receipts have words in it: those of `statements` statements, as a record and its
    parts make one.
    """

    place: int
    anchor: str
    iri: str
    start: int
    end: int
    begins: bool
    records: int
    statements: int
    text: str


@dataclass(frozen=True)
class Quote:
    """Words that a statement rests on.

    `passage` is the node that holds them, `anchor` their fragment on the page of the document. `start` and `end` are
    where they stand in the document, `sentence` and `last` the places of the sentences in which they begin and end: all
    None where the document does not hold them, or holds them more than once.
    """

    passage: str
    anchor: str
    exact: str
    prefix: str
    suffix: str
    start: int | None
    end: int | None
    sentence: int | None
    last: int | None

    @property
    def sentences(self) -> range:
        """The places of the sentences that they have part in."""
        return range(0) if self.sentence is None or self.last is None else range(self.sentence, self.last + 1)


@dataclass(frozen=True)
class Receipt:
    """A recorded statement and the words it rests on, at least one passage of them, in order of the document.

    `node` is the record (an IRI, or a blank node as `_:label`), `graph` the graph in which the triple stands, or "";
    `kinds` are the concepts that the record points to; `whole` is the record of which this is a part, or "".
    """

    node: str
    anchor: str
    triple: Triple
    graph: str
    kinds: tuple[str, ...]
    whole: str
    quotes: tuple[Quote, ...]

    @property
    def sentences(self) -> tuple[int, ...]:
        """The places of the sentences that its words have part in, each once."""
        return tuple(dict.fromkeys(place for quote in self.quotes for place in quote.sentences))


@dataclass(frozen=True)
class Grounds:
    """What a statement rests on: the first of its receipts, in order of the document, and how many it has."""

    receipts: tuple[Receipt, ...]
    total: int


@dataclass(frozen=True)
class Receipts:
    """All that a site can show of what it rests on.

    `receipts` stand in order of the document; `nodes` are all records, passages and selectors (what exists for the sake
    of receipts alone), each with the first of the words that it holds, "" for none.
    """

    source: Source
    sentences: tuple[Sentence, ...]
    receipts: tuple[Receipt, ...]
    nodes: tuple[tuple[str, str], ...]


def natural(name: str) -> list[tuple[int, str]]:
    """Return what to sort names by, so that 2 comes before 10, however many zeros stand before either."""
    parts = re.split(r"(\d+)", name)
    numbers = [part.lstrip("0") or "0" for part in parts]
    found = [(len(numbers[place]), numbers[place]) if place % 2 else (0, part) for place, part in enumerate(parts)]
    return [*found, (0, name)]


def statements_of(receipts: Iterable[Receipt]) -> dict[str, str]:
    """Return for each record that is a part the whole that it belongs to, which is no part itself.

    Records that are parts of one another have one of them for all.
    """
    wholes = {receipt.node: receipt.whole for receipt in receipts if receipt.whole}
    found: dict[str, str] = {}
    for part in wholes:
        path: dict[str, None] = {}
        node = part
        while node in wholes and node not in found and node not in path:
            path[node] = None
            node = wholes[node]
        found |= dict.fromkeys(path, found.get(node, node))
    return found


NO_GROUNDS = Grounds((), 0)
NO_RECEIPTS = Receipts(Source("", ""), (), (), ())
