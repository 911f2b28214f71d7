"""The receipts of a snapshot in its document table: by statement, by record, and all in order of the document."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import astuple
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, Triple, parse

from publisher.receipts.model import Quote, Receipt, Receipts, Sentence, Source
from publisher.tables import TableFile

RECEIPTS_SCHEMA = """
CREATE TABLE document (iri TEXT PRIMARY KEY, language TEXT) WITHOUT ROWID;
CREATE TABLE sentence (place INTEGER PRIMARY KEY, anchor TEXT, iri TEXT, start INTEGER, end INTEGER, begins INTEGER,
                       records INTEGER, statements INTEGER, text TEXT);
CREATE TABLE receipt (place INTEGER PRIMARY KEY, node TEXT, triple TEXT, content TEXT);
CREATE TABLE evidence_node (node TEXT PRIMARY KEY, words TEXT) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX receipt_node ON receipt (node);
CREATE INDEX receipt_triple ON receipt (triple);
"""


def write_receipts(path: Path, found: Receipts) -> None:
    """Add receipts to a document table."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO document VALUES (?, ?)", astuple(found.source))
        connection.executemany("INSERT INTO sentence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", map(astuple, found.sentences))
        connection.executemany(
            "INSERT INTO receipt VALUES (?, ?, ?, ?)",
            ((place, one.node, str(one.triple), _content(one)) for place, one in enumerate(found.receipts)),
        )
        connection.executemany("INSERT INTO evidence_node VALUES (?, ?)", found.nodes)
        for index in INDEXES.strip().splitlines():
            connection.execute(index)


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

    def sentences_at(self, places: Iterable[int]) -> dict[int, Sentence]:
        """Return sentences by their places."""
        rows = self._table.rows_in("SELECT * FROM sentence WHERE place IN", sorted(set(places)))
        return {row[0]: _sentence(*row) for row in rows}

    def first(self, limit: int) -> list[Receipt]:
        """Return the first receipts, in order of the document."""
        return [_receipt(*row) for row in self._table.rows(f"{SELECT} ORDER BY place LIMIT ?", (limit,))]

    def of(self, triples: Iterable[Triple]) -> dict[Triple, list[Receipt]]:
        """Return the receipts of statements, by statement, in order of the document."""
        found: dict[Triple, list[Receipt]] = {}
        for receipt in self._ordered("triple", {str(triple) for triple in triples} if self.source else ()):
            found.setdefault(receipt.triple, []).append(receipt)
        return found

    def recorded(self, nodes: Iterable[str]) -> list[Receipt]:
        """Return the receipts whose records are among some nodes, in order of the document."""
        return self._ordered("node", set(nodes) if self.source else ())

    def nodes_among(self, nodes: Iterable[str]) -> set[str]:
        """Return those of the nodes that are records, passages or selectors."""
        return set(self.words(nodes))

    def words(self, nodes: Iterable[str]) -> dict[str, str]:
        """Return those of the nodes that are records, passages or selectors, with the first words that each holds."""
        wanted = sorted(set(nodes)) if self.source else []
        return dict(self._table.rows_in("SELECT node, words FROM evidence_node WHERE node IN", wanted))

    def _ordered(self, column: str, values: Iterable[str]) -> list[Receipt]:
        rows = self._table.rows_in(f"{SELECT} WHERE {column} IN", sorted(values))
        return [_receipt(*row) for row in sorted(rows)]


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
