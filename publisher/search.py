"""Full-text search over the names of things, in a table of the snapshot."""

import json
import sqlite3
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from publisher.errors import SearchStopped
from publisher.labels import LABEL_PREDICATES, OTHER_NAMES
from publisher.namespaces import RDF
from publisher.tables import new_table_file, open_table_file

RDF_TYPE = RDF + "type"

SCHEMA = """
CREATE TABLE name (iri TEXT, text TEXT, language TEXT, folded TEXT, main INTEGER);
CREATE TABLE type (iri TEXT, class TEXT, PRIMARY KEY (iri, class)) WITHOUT ROWID;
"""
# Distance between the katakana and hiragana of one sound in Unicode.
KANA_SHIFT = ord("ァ") - ord("ぁ")
KATAKANA = {code: code - KANA_SHIFT for code in (*range(ord("ァ"), ord("ヶ") + 1), ord("ヽ"), ord("ヾ"))}
# SQLite takes conditions nested a thousand deep; whoever asks for more words has few names left to look at.
WORDS = 100
# What a search may take, and the steps of SQLite after which its time is looked at: some 0.1 ms.
SECONDS, STEPS = 2.0, 10_000


@dataclass(frozen=True)
class Hit:
    """A thing found: `text` is the name that matched, in `language` ("" for none)."""

    iri: str
    text: str
    language: str


def fold(text: str) -> str:
    """Return a text as search compares it: NFKC (so width is gone), without case, katakana as hiragana."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded).translate(KATAKANA)


def write_search(path: Path, quads: Sequence[Quad]) -> None:
    """Write the search table for the quads of a dataset."""
    with new_table_file(path, SCHEMA) as connection:
        connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?)", sorted(set(_names(quads))))
        connection.executemany("INSERT INTO type VALUES (?, ?)", sorted(set(_types(quads))))


def _names(quads: Iterable[Quad]) -> Iterator[tuple[str, str, str, str, int]]:
    for quad in quads:
        main = quad.predicate.value in LABEL_PREDICATES
        if main or quad.predicate.value in OTHER_NAMES:
            subject, name = quad.subject, quad.object
            if isinstance(name, Literal) and isinstance(subject, NamedNode):
                yield subject.value, name.value, name.language or "", fold(name.value), int(main)


def _types(quads: Iterable[Quad]) -> Iterator[tuple[str, str]]:
    for quad in quads:
        if quad.predicate.value == RDF_TYPE:
            subject, kind = quad.subject, quad.object
            if isinstance(kind, NamedNode) and isinstance(subject, NamedNode):
                yield subject.value, kind.value


class Search:
    """The search table of a sealed snapshot."""

    def __init__(self, path: Path, seconds: float = SECONDS) -> None:
        self._path = path
        self._seconds = seconds

    def find(
        self, query: str, languages: Sequence[str], class_iri: str | None, limit: int, offset: int
    ) -> tuple[int, list[Hit]]:
        """Return how many things have a name that holds every word of the query, and one page of them.

        Whole names come first, then beginnings, then main names, then names in the reader's languages. SearchStopped
        when that takes too long.
        """
        words = fold(query).split()
        if not words:
            return 0, []
        condition, values = _condition(words, class_iri)
        order, ranks = _order(" ".join(words), languages)
        with closing(open_table_file(self._path)) as connection, self._limited(connection):
            (total,) = connection.execute(f"SELECT count(DISTINCT iri) FROM name WHERE {condition}", values).fetchone()
            rows = connection.execute(
                f"WITH ranked AS (SELECT iri, text, language, row_number() OVER (ORDER BY {order}) AS place"
                f" FROM name WHERE {condition})"
                # SQLite takes the other columns of a group from the row that has the minimum.
                " SELECT iri, text, language, min(place) FROM ranked GROUP BY iri ORDER BY min(place) LIMIT ? OFFSET ?",
                [*ranks, *values, limit, offset],
            ).fetchall()
        return total, [Hit(iri, text, language) for iri, text, language, _ in rows]

    @contextmanager
    def _limited(self, connection: sqlite3.Connection) -> Iterator[None]:
        """End what a connection does when its time is over, with SearchStopped."""
        deadline = time.monotonic() + self._seconds
        connection.set_progress_handler(lambda: time.monotonic() >= deadline, STEPS)
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            raise SearchStopped(f"the search was stopped after {self._seconds:g} s") from None

    def types(self, iris: Sequence[str]) -> dict[str, list[str]]:
        """Return the classes of each of the IRIs."""
        marks = ",".join("?" * len(iris))
        found: dict[str, list[str]] = {iri: [] for iri in iris}
        with closing(open_table_file(self._path)) as connection:
            for iri, class_iri in connection.execute(
                f"SELECT iri, class FROM type WHERE iri IN ({marks}) ORDER BY iri, class", iris
            ):
                found[iri].append(class_iri)
        return found


def _condition(words: Sequence[str], class_iri: str | None) -> tuple[str, list[str]]:
    """Return what holds for the names that are found, in SQL, and its values."""
    different = list(dict.fromkeys(words))
    first, others = different[:WORDS], different[WORDS:]
    parts, values = ["instr(folded, ?)"] * len(first), [*first]
    if others:
        parts.append("NOT EXISTS (SELECT 1 FROM json_each(?) AS word WHERE NOT instr(folded, word.value))")
        values.append(json.dumps(others))
    if class_iri is not None:
        parts.append("iri IN (SELECT iri FROM type WHERE class = ?)")
        values.append(class_iri)
    return " AND ".join(parts), values


def _order(query: str, languages: Sequence[str]) -> tuple[str, list[str | int]]:
    """Return how the names that are found are ordered, in SQL, and its values."""
    place = "".join(f" WHEN ? THEN {number}" for number in range(len(languages)))
    by_language = [f"CASE language{place} ELSE {len(languages)} END"] if languages else []
    terms = ["folded <> ?", "substr(folded, 1, ?) <> ?", "main DESC", *by_language]
    return ", ".join([*terms, "length(folded)", "text", "iri", "language"]), [query, len(query), query, *languages]
