"""The terms of a snapshot in its document table, read a bounded number at a time."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import astuple
from functools import lru_cache
from pathlib import Path
from typing import Any

from publisher.labels import Label
from publisher.tables import TableFile
from publisher.terms.arrangement import Arrangement, Heading, Place, overlaid
from publisher.terms.model import Constraint, Kinship, Node, Terms, forest

TERMS_SCHEMA = """
CREATE TABLE kinship (narrower TEXT, broader TEXT, PRIMARY KEY (narrower, broader)) WITHOUT ROWID;
CREATE TABLE constraining (place INTEGER PRIMARY KEY, term TEXT, content TEXT);
CREATE TABLE arranged (class TEXT PRIMARY KEY, content TEXT) WITHOUT ROWID;
CREATE TABLE asked (term TEXT, question TEXT, PRIMARY KEY (term, question)) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX kinship_broader ON kinship (broader, narrower);
CREATE INDEX constraining_term ON constraining (term, place);
"""
PLACES = ("kinship WHERE narrower", "kinship WHERE broader", "constraining WHERE term", "asked WHERE term")
KNOWN = "SELECT " + " OR ".join(f"EXISTS (SELECT 1 FROM {place} = ?1)" for place in PLACES)
ABOVE, LEVELS = 60, 12  # terms, and levels of them, that are shown above one
BELOW, FURTHER = 40, 8  # kinds of a term, and kinds of each of these
REMEMBERED = 256  # sets of classes
LISTED = 40  # shapes and questions that speak of one term


def write_terms(path: Path, terms: Terms) -> None:
    """Add what places and constrains terms to a document table."""
    rows = [(one.term, json.dumps(astuple(one), ensure_ascii=False)) for one in terms.constraints]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany("INSERT INTO kinship VALUES (?, ?)", terms.kinships)
        connection.executemany("INSERT INTO constraining (term, content) VALUES (?, ?)", rows)
        connection.executemany("INSERT INTO asked VALUES (?, ?)", terms.asked)
        connection.executemany("INSERT INTO arranged VALUES (?, ?)", map(_arranged, terms.arrangements.items()))
        for index in INDEXES.strip().splitlines():
            connection.execute(index)


class TermTable:
    """The terms in a sealed document table."""

    def __init__(self, table: TableFile) -> None:
        self._table = table
        # All of which some terms are kinds, within bounds, the nearest first: every page of their things asks for it.
        self.above = lru_cache(REMEMBERED)(self._all_above)
        # How shapes arrange the properties of things of some classes, what the nearest class says before all others.
        self.arrangement = lru_cache(REMEMBERED)(self._arrangement)

    def _arrangement(self, iris: tuple[str, ...]) -> Arrangement:
        # A class that a thing has itself, and that is above another class of it, tells less than that.
        levels, level = dict.fromkeys(iris, 0), sorted(iris)
        for number in range(1, LEVELS):
            rows = self._table.rows_in("SELECT broader FROM kinship WHERE narrower IN", level)
            level = sorted({broader for (broader,) in rows})[:ABOVE]
            levels |= dict.fromkeys(level, number)
        contents = dict(self._table.rows_in("SELECT class, content FROM arranged WHERE class IN", sorted(levels)))
        found: Arrangement = {}
        for class_iri in sorted(contents, key=lambda one: (levels[one], one)):
            places = json.loads(contents[class_iri]).items()
            found = overlaid(found, {name: _place(*place) for name, place in places})
        return found

    def knows(self, iri: str) -> bool:
        """Whether anything is kept of an IRI here: for most things nothing is."""
        return bool(self._table.rows(KNOWN, (iri,))[0][0])

    def place(self, iri: str) -> tuple[Node, ...]:
        """Return what a term is a kind of, down to itself and to its own kinds; empty where it stands alone."""
        above = self._above((iri,))
        below, left = self._below(iri, BELOW)
        if not above and not below:
            return ()
        further = list(below)
        for child, _ in below:
            found, more = self._below(child, FURTHER)
            further += found
            left |= more
        kinships = sorted({*above, *further})
        return forest(sorted({iri}.union(*kinships)), kinships, left)

    def _all_above(self, iris: tuple[str, ...]) -> list[str]:
        return list(dict.fromkeys(broader for _, broader in self._above(iris)))

    def among(self, iris: Iterable[str]) -> list[Kinship]:
        """Return what of the terms is a kind of what of them."""
        known = sorted(set(iris))
        rows = self._table.rows_in("SELECT narrower, broader FROM kinship WHERE narrower IN", known)
        return [(narrower, broader) for narrower, broader in rows if broader in known]

    def constraints(self, iri: str) -> tuple[list[Constraint], int]:
        """Return the first shapes that speak of a term, those that target it first, and how many there are."""
        rows = self._table.rows("SELECT content FROM constraining WHERE term = ? ORDER BY place LIMIT ?", (iri, LISTED))
        [(total,)] = self._table.rows("SELECT COUNT(*) FROM constraining WHERE term = ?", (iri,))
        return [_constraint(*json.loads(content)) for (content,) in rows], total

    def asked(self, iri: str) -> list[str]:
        """Return the names of the first questions that speak of a term."""
        rows = self._table.rows("SELECT question FROM asked WHERE term = ? ORDER BY question LIMIT ?", (iri, LISTED))
        return [name for (name,) in rows]

    def _above(self, iris: Iterable[str]) -> list[Kinship]:
        """Return what leads from some terms to all of which they are kinds, level by level, within bounds."""
        found: list[Kinship] = []
        level = sorted(set(iris))
        seen = set(level)
        for _ in range(LEVELS):
            rows = self._table.rows_in("SELECT narrower, broader FROM kinship WHERE narrower IN", level)
            new = [(narrower, broader) for narrower, broader in rows][: ABOVE - len(found)]
            found += new
            level = sorted({broader for _, broader in new} - seen)
            seen |= set(level)
        return found

    def _below(self, iri: str, limit: int) -> tuple[list[Kinship], dict[str, int]]:
        """Return the first kinds of a term, and how many more it has."""
        rows = self._table.rows(
            "SELECT narrower FROM kinship WHERE broader = ? ORDER BY narrower LIMIT ?", (iri, limit)
        )
        if len(rows) < limit:
            return [(narrower, iri) for (narrower,) in rows], {}
        [(total,)] = self._table.rows("SELECT COUNT(*) FROM kinship WHERE broader = ?", (iri,))
        return [(narrower, iri) for (narrower,) in rows], {iri: total - len(rows)}


def _constraint(
    term: str, shape: str, names: Sequence[Sequence[str]], messages: Sequence[Sequence[str]], is_target: bool
) -> Constraint:
    return Constraint(term, shape, tuple(map(_label, names)), tuple(map(_label, messages)), is_target)


def _arranged(row: tuple[str, Arrangement]) -> tuple[str, str]:
    class_iri, places = row
    content = {name: astuple(place) for name, place in places.items()}
    return class_iri, json.dumps(content, ensure_ascii=False)


def _place(heading: Sequence[Any] | None, order: float, names: Sequence[Sequence[str]]) -> Place:
    called = heading and Heading(heading[0], tuple(map(_label, heading[1])), heading[2])
    return Place(called or None, order, tuple(map(_label, names)))


def _label(parts: Sequence[str]) -> Label:
    text, language, rank = parts
    return Label(text, language, int(rank))
