"""The document table of a sealed snapshot, for reading from any thread."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from publisher.description import (
    Description,
    Incoming,
    Role,
    Statements,
    address_of,
    blank_objects,
    name_of,
    quads_of,
    statements_in,
)
from publisher.labels import Label, choose
from publisher.receipts import ReceiptTable
from publisher.tables import TableFile
from publisher.terms import TermTable

PAGE = 50  # values or links on one page of a list
RESOURCE = "SELECT address, iri, outgoing, incoming FROM resource"
# Of what holds more characters than that only the number of these is read.
LIGHT = """
SELECT address, iri, CASE WHEN {size} <= {most} THEN outgoing END, CASE WHEN {size} <= {most} THEN incoming END,
       {size}, instr(outgoing, '_:') FROM resource
"""


@dataclass(frozen=True)
class Document:
    """What one address holds: the descriptions of all IRIs that share it, the one without fragment first."""

    address: str
    descriptions: tuple[Description, ...]

    @property
    def iri(self) -> str:
        """The IRI that the document is mainly about."""
        return self.descriptions[0].iri

    @property
    def has_fragments(self) -> bool:
        """Whether IRIs with a fragment share its address."""
        return any("#" in one.iri for one in self.descriptions)

    @property
    def statements(self) -> Statements:
        """The statements about all its IRIs, without repetition."""
        return tuple(dict.fromkeys(said for one in self.descriptions for said in one.statements))

    @property
    def outgoing(self) -> tuple[Quad, ...]:
        """The statements about all its IRIs, without repetition, as quads."""
        return quads_of(self.statements)


class Documents:
    """The table of a sealed snapshot, for reading from any thread."""

    def __init__(self, path: Path) -> None:
        self._table = TableFile(path)

    @cached_property
    def receipts(self) -> ReceiptTable:
        """What the statements of the dataset rest on."""
        return ReceiptTable(self._table)

    @cached_property
    def terms(self) -> TermTable:
        """Where its classes and properties stand, and what speaks of them."""
        return TermTable(self._table)

    def at(self, address: str) -> Document | None:
        """Return the document at an address (see `address_of`), or None when the data does not know it."""
        return self.among((address,)).get(address)

    def among(self, addresses: Iterable[str]) -> dict[str, Document]:
        """Return the documents at those of the addresses that the data knows, in one look-up."""
        return self._documents(self._table.rows_in(f"{RESOURCE} WHERE address IN", sorted(set(addresses))))

    def light(self, addresses: Iterable[str], most: int) -> dict[str, Document] | None:
        """Return the same if they hold `most` characters of statements at most, and no blank nodes lead on; or None."""
        light = LIGHT.format(size="length(outgoing) + length(incoming)", most=most)
        rows = list(self._table.rows_in(f"{light} WHERE address IN", sorted(set(addresses))))
        if sum(row[4] for row in rows) > most or any(row[5] for row in rows):
            return None
        return self._documents(row[:4] for row in rows)

    def _documents(self, rows: Iterable[Sequence[Any]]) -> dict[str, Document]:
        found: dict[str, list[Description]] = {}
        for address, *row in rows:
            found.setdefault(address, []).append(self._description(*row))
        return {address: Document(address, tuple(sorted(all, key=_main_first))) for address, all in found.items()}

    def named_below(self, base: str) -> Iterator[str]:
        """Yield the IRIs under a base that have a document of their own, in order."""
        last, beyond = base, base + "\U0010ffff"
        while rows := self._table.rows(
            "SELECT iri FROM resource WHERE iri > ? AND iri < ? ORDER BY iri LIMIT 500", (last, beyond)
        ):
            yield from (iri for (iri,) in rows if "#" not in iri)
            last = rows[-1][0]

    def knows(self, address: str) -> bool:
        """Return whether any IRI of this address occurs in the data."""
        return bool(self._table.rows("SELECT 1 FROM resource WHERE address = ? LIMIT 1", (address,)))

    def kinds(self, iris: Iterable[str]) -> dict[str, str]:
        """Return those of the IRIs that occur in the data exactly so, each with the rarest of its classes, or ""."""
        return dict(self._table.rows_in("SELECT iri, kind FROM resource WHERE iri IN", sorted(set(iris))))

    def describe(self, iri: str) -> Description | None:
        """Return what the data says of exactly this IRI, or blank node `_:label`, or None when it does not occur."""
        rows = self._table.rows(f"{RESOURCE} WHERE iri = ?", (iri,))
        return self._description(*rows[0][1:]) if rows else None

    def told_of(self, term: object, base: str) -> Document | None:
        """Return what a document tells of a term that a query found; None for one that the data does not describe."""
        name = name_of(term)
        if "#" in name or not name.startswith(base):
            one = self.describe(name)
            return Document(name, (one,)) if one else None
        return self.at(address_of(name, base))

    def warnings(self, iri: str) -> int:
        """Return how many warnings the report of the checks has about a thing."""
        rows = self._table.rows("SELECT total FROM warned WHERE iri = ?", (iri,))
        return int(rows[0][0]) if rows else 0

    def incoming_page(self, iri: str, predicate: str, page: int) -> tuple[Quad, ...]:
        """Return one page (from 1) of the statements that point to an IRI by a predicate; empty past the end.

        Only relations with more links than a description holds are listed here.
        """
        rows = self._table.rows(
            "SELECT quads FROM incoming_page WHERE iri = ? AND predicate = ? AND page = ?", (iri, predicate, page)
        )
        return quads_of(statements_in(rows[0][0])) if rows else ()

    def members(self, class_iri: str, page: int) -> list[str]:
        """Return one page (from 1) of the things of a class, in order of their names; blank nodes as `_:c14nN`."""
        rows = self._table.rows("SELECT iris FROM member_page WHERE class = ? AND page = ?", (class_iri, page))
        return list(json.loads(rows[0][0])) if rows else []

    def labels(self, iris: Iterable[str], languages: Sequence[str]) -> dict[str, Label]:
        """Return the label to show for each of the IRIs that has one."""
        found: dict[str, list[Label]] = {}
        for iri, *label in self._table.rows_in(
            "SELECT iri, text, language, rank FROM label WHERE iri IN", sorted(set(iris))
        ):
            found.setdefault(iri, []).append(Label(*label))
        return {iri: label for iri, labels in found.items() if (label := choose(labels, languages))}

    def _description(self, iri: str, outgoing: str, incoming: str) -> Description:
        links = tuple(
            Incoming(Role(role), predicate, total, statements_in(lines))
            for role, predicate, total, lines in json.loads(incoming)
        )
        return Description(iri, self._followed(iri, statements_in(outgoing)), links)

    def _followed(self, name: str, statements: Statements) -> Statements:
        """Return statements and after them those about the blank nodes they lead to, and so on.

        They are followed when they are read: what many things share, or a long list, is written once.
        """
        found = list(statements)
        seen = {name}
        fresh = blank_objects(statements) - seen
        while fresh:
            seen |= fresh
            rows = self._table.rows_in("SELECT iri, outgoing FROM resource WHERE iri IN", sorted(fresh))
            statements = statements_in("".join(lines for _, lines in sorted(rows)))
            found += statements
            fresh = blank_objects(statements) - seen
        return tuple(found)

    def fact(self, name: str) -> Any:
        """Return a fact that the build wrote; KeyError for one that it did not."""
        rows = self._table.rows("SELECT value FROM fact WHERE name = ?", (name,))
        if not rows:
            raise KeyError(name)
        return json.loads(rows[0][0])


def _main_first(description: Description) -> tuple[bool, bool, str]:
    return "#" in description.iri, not description.is_subject, description.iri
