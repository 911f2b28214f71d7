"""The receipts of a snapshot in its document table: by statement, by record, and all in order of the document."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import astuple
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, Triple, parse

from publisher.receipts.model import NO_GROUNDS, Grounds, Quote, Receipt, Receipts, Sentence, Source
from publisher.tables import TableFile

RECEIPTS_SCHEMA = """
CREATE TABLE document (iri TEXT PRIMARY KEY, language TEXT) WITHOUT ROWID;
CREATE TABLE sentence (place INTEGER PRIMARY KEY, anchor TEXT, iri TEXT, start INTEGER, end INTEGER, begins INTEGER,
                       records INTEGER, statements INTEGER, text TEXT);
CREATE TABLE receipt (place INTEGER PRIMARY KEY, node TEXT, triple TEXT, nth INTEGER, total INTEGER, content TEXT);
CREATE TABLE evidence_node (node TEXT PRIMARY KEY, words TEXT) WITHOUT ROWID;
CREATE TABLE evidence_class (class TEXT PRIMARY KEY) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX receipt_node ON receipt (node);
CREATE INDEX receipt_triple ON receipt (triple, nth);
CREATE INDEX sentence_iri ON sentence (iri);
"""


def write_receipts(path: Path, found: Receipts) -> None:
    """Add receipts to a document table, which holds the things of each class."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO document VALUES (?, ?)", astuple(found.source))
        connection.executemany("INSERT INTO sentence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", map(astuple, found.sentences))
        connection.executemany("INSERT INTO receipt VALUES (?, ?, ?, ?, ?, ?)", _rows(found.receipts))
        connection.executemany("INSERT INTO evidence_node VALUES (?, ?)", found.nodes)
        connection.executemany("INSERT INTO evidence_class VALUES (?)", _classes(connection, dict(found.nodes)))
        for index in INDEXES.strip().splitlines():
            connection.execute(index)


def _rows(receipts: Sequence[Receipt]) -> Iterator[tuple[int, str, str, int, int, str]]:
    """Yield receipts in order of the document, each numbered from 1 among `total` of the same statement."""
    triples = [str(receipt.triple) for receipt in receipts]
    totals, met = Counter(triples), Counter[str]()
    for place, (receipt, triple) in enumerate(zip(receipts, triples, strict=True)):
        met[triple] += 1
        yield place, receipt.node, triple, met[triple], totals[triple], _content(receipt)


def _classes(connection: sqlite3.Connection, nodes: Mapping[str, str]) -> list[tuple[str]]:
    """Return the classes all of whose things are records, passages or selectors."""
    is_only: dict[str, bool] = {}
    for name, members in connection.execute("SELECT class, iris FROM member_page"):
        is_only[name] = is_only.get(name, True) and all(member in nodes for member in json.loads(members))
    return [(name,) for name, is_it in sorted(is_only.items()) if is_it]


def _content(receipt: Receipt) -> str:
    quotes = [astuple(quote) for quote in receipt.quotes]
    return json.dumps([receipt.anchor, receipt.graph, receipt.kinds, receipt.whole, quotes], ensure_ascii=False)


class ReceiptTable:
    """The receipts in a sealed document table."""

    def __init__(self, table: TableFile) -> None:
        self._table = table

    @cached_property
    def source(self) -> Source | None:
        """The document that the receipts show; None where the site has no receipts."""
        rows = self._table.rows("SELECT iri, language FROM document")
        return Source(*rows[0]) if rows else None

    def sentences(self) -> list[Sentence]:
        """Return the sentences of the document, in its order."""
        return [_sentence(*row) for row in self._table.rows("SELECT * FROM sentence ORDER BY place")]

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes whose things are there for the sake of receipts alone: records, passages and selectors."""
        return frozenset(name for (name,) in self._table.rows("SELECT class FROM evidence_class"))

    def sentences_of(self, places: Iterable[int], iris: Iterable[str]) -> list[Sentence]:
        """Return the sentences at some places, and those that are some passages of the data, in their order."""
        rows = self._table.rows_in("SELECT * FROM sentence WHERE iri IN", sorted(set(iris) - {""}))
        found = self.sentences_at(places) | {row[0]: _sentence(*row) for row in rows}
        return [found[place] for place in sorted(found)]

    def sentences_at(self, places: Iterable[int]) -> dict[int, Sentence]:
        """Return sentences by their places."""
        rows = self._table.rows_in("SELECT * FROM sentence WHERE place IN", sorted(set(places)))
        return {row[0]: _sentence(*row) for row in rows}

    def first(self, limit: int) -> list[Receipt]:
        """Return the first receipts, in order of the document."""
        return [_receipt(*row) for row in self._table.rows(f"{SELECT} ORDER BY place LIMIT ?", (limit,))]

    def of(self, triples: Iterable[Triple], limit: int) -> dict[Triple, Grounds]:
        """Return the first receipts of statements, `limit` for each at most, in order of the document."""
        wanted = sorted({str(triple) for triple in triples}) if self.source else []
        statement = f"SELECT place, node, triple, content, total FROM receipt WHERE nth <= {limit:d} AND triple IN"
        found: dict[Triple, Grounds] = {}
        for *row, total in sorted(self._table.rows_in(statement, wanted)):
            receipt = _receipt(*row)
            before = found.get(receipt.triple, NO_GROUNDS)
            found[receipt.triple] = Grounds((*before.receipts, receipt), total)
        return found

    def recorded(self, nodes: Iterable[str]) -> list[Receipt]:
        """Return the receipts whose records are among some nodes, in order of the document."""
        rows = self._table.rows_in(f"{SELECT} WHERE node IN", sorted(set(nodes)) if self.source else [])
        return [_receipt(*row) for row in sorted(rows)]

    def nodes_among(self, nodes: Iterable[str]) -> set[str]:
        """Return those of the nodes that are records, passages or selectors."""
        return set(self.words(nodes))

    def words(self, nodes: Iterable[str]) -> dict[str, str]:
        """Return those of the nodes that are records, passages or selectors, with the first words that each holds."""
        wanted = sorted(set(nodes)) if self.source else []
        return dict(self._table.rows_in("SELECT node, words FROM evidence_node WHERE node IN", wanted))


SELECT = "SELECT place, node, triple, content FROM receipt"


def _sentence(place: int, anchor: str, iri: str, start: int, end: int, begins: int, *said: Any) -> Sentence:
    return Sentence(place, anchor, iri, start, end, bool(begins), *said)


def _receipt(_: int, node: str, triple: str, content: str) -> Receipt:
    anchor, graph, kinds, whole, quotes = json.loads(content)
    return Receipt(node, anchor, _triple(triple), graph, tuple(kinds), whole, tuple(Quote(*quote) for quote in quotes))


def _triple(line: str) -> Triple:
    quads: Any = parse(f"{line} .", format=RdfFormat.N_TRIPLES)
    quad: Quad = next(quads)
    return quad.triple
