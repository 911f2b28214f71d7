"""Find things by their names in the search table of a sealed snapshot."""

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from publisher.errors import SearchStopped
from publisher.search.folding import Piece, fold, marked
from publisher.search.grams import Query, read_query
from publisher.tables import TableFile

SECONDS = 2.0  # that a search may take
COUNTED = 256  # queries whose counts are remembered
# The number of the set of its classes is in a thing's number: see `writing`.
SET = "rowid % (SELECT total FROM sets)"
WITHIN = f" AND {SET} IN (SELECT number FROM class_set WHERE class = ?)"
NAMES = "SELECT thing, text, language, main FROM name WHERE thing IN"

Named = tuple[str, str, bool]  # text, language, whether it is a main name


@dataclass(frozen=True)
class Hit:
    """A thing found: `text` is the name that holds most words, in `language` ("" for none); `classes` in order."""

    iri: str
    text: str
    language: str
    classes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def snippet(self) -> str:
        """The name as HTML: escaped, with `<mark>` around the words that it was found by."""
        return "".join(
            f"<mark>{escape(text)}</mark>" if found else escape(text) for text, found in self.pieces(self.text)
        )

    def is_told_by(self, text: str) -> bool:
        """Whether a name of the thing holds all words that it was found by."""
        folded = fold(text)
        return all(word in folded for word in self.words)

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """Return a name of the thing with the words marked that it was found by."""
        return marked(text, self.words)


@dataclass(frozen=True)
class Found:
    """How many things a query finds, and one page of them; `is_cut` says that not all of its words were looked for."""

    total: int = 0
    hits: tuple[Hit, ...] = ()
    is_cut: bool = False


class Search:
    """The search table of a sealed snapshot."""

    def __init__(self, path: Path, seconds: float = SECONDS) -> None:
        self._table = TableFile(path, self._is_over)
        self._seconds = seconds
        self._running = threading.local()  # `until` when the search of a thread may go on
        # What most things hold takes a while to be counted, and is asked for again with every page of the list.
        self._totals = lru_cache(COUNTED)(self._total)
        self._counts = lru_cache(COUNTED)(self._count)

    def find(self, text: str, languages: Sequence[str], class_iri: str | None, limit: int, offset: int) -> Found:
        """Return how many things have names that hold every word of a text, and one page of them.

        Whole names come first, then beginnings, then main names, and among equals short names, as the site shows
        them. SearchStopped when that takes too long.
        """
        query = read_query(text)
        if query is None:
            return Found()
        with self._limited():
            total = self._totals(query) if class_iri is None else self._counts(query).get(class_iri, 0)
            hits = self._hits(query, self._numbers(query, class_iri, min(limit, total - offset), offset), languages)
        return Found(total, hits, query.is_cut)

    def suggest(self, text: str, languages: Sequence[str], limit: int) -> tuple[Hit, ...]:
        """Return the first things that a text finds, without counting what else it does."""
        query = read_query(text)
        if query is None:
            return ()
        with self._limited():
            # Where there are fewer, none is looked for in the parts that come after the last.
            some = len(self._table.rows("SELECT rowid FROM gram WHERE gram MATCH ? LIMIT ?", (query.holding(), limit)))
            return self._hits(query, self._numbers(query, None, some, 0), languages)

    def classes(self, text: str) -> Mapping[str, int]:
        """Return how many things of each class a text finds."""
        query = read_query(text)
        if query is None:
            return {}
        with self._limited():
            return self._counts(query)

    def _numbers(self, query: Query, class_iri: str | None, limit: int, offset: int) -> list[int]:
        """Return the numbers of the things on a page."""
        within, values = ("", ()) if class_iri is None else (WITHIN, (class_iri,))
        found: list[int] = []
        for part in query.places():
            if len(found) >= limit:
                break
            place = (part, *values, limit - len(found), offset)
            rows = self._table.rows(f"SELECT rowid FROM gram WHERE gram MATCH ?{within} LIMIT ? OFFSET ?", place)
            found += [number for (number,) in rows]
            if rows:
                offset = 0
            elif offset:
                [(passed,)] = self._table.rows(f"SELECT count(*) FROM gram WHERE gram MATCH ?{within}", (part, *values))
                offset -= passed
        return found

    def _total(self, query: Query) -> int:
        [(total,)] = self._table.rows("SELECT count(*) FROM gram WHERE gram MATCH ?", (query.holding(),))
        return int(total)

    def _count(self, query: Query) -> Mapping[str, int]:
        """Return how many of the things found are of each class."""
        rows = self._table.rows(f"SELECT {SET} FROM gram WHERE gram MATCH ?", (query.holding(),))
        found: Counter[str] = Counter()
        for (number,), things in Counter(rows).items():
            for class_iri in self._classes_of_sets[number]:
                found[class_iri] += things
        return found

    def _hits(self, query: Query, numbers: Sequence[int], languages: Sequence[str]) -> tuple[Hit, ...]:
        """Return things by their numbers, each with the name that says best why it was found."""
        iris = dict(self._table.rows_in("SELECT number, iri FROM thing WHERE number IN", numbers))
        names: dict[int, list[Named]] = {}
        for thing, text, language, is_main in self._table.rows_in(NAMES, numbers):
            names.setdefault(thing, []).append((text, language, is_main))
        sets = len(self._classes_of_sets)
        return tuple(
            Hit(
                iris[number],
                *min(names[number], key=lambda name: _order(query, name, languages))[:2],
                self._classes_of_sets[number % sets],
                query.words,
            )
            for number in numbers
        )

    @cached_property
    def _classes_of_sets(self) -> Sequence[tuple[str, ...]]:
        rows = self._table.rows("SELECT number, class FROM class_set ORDER BY number, class")
        [(total,)] = self._table.rows("SELECT total FROM sets")
        found: list[tuple[str, ...]] = [()] * total
        for number, part in groupby(rows, itemgetter(0)):
            found[number] = tuple(class_iri for _, class_iri in part)
        return found

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """End what this thread asks of the table when its time is over, with SearchStopped."""
        self._running.until = time.monotonic() + self._seconds
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            raise SearchStopped(f"the search was stopped after {self._seconds:g} s") from None

    def _is_over(self) -> bool:
        return time.monotonic() >= float(self._running.until)


def _order(query: Query, name: Named, languages: Sequence[str]) -> tuple[int, bool, bool, bool, int, int, str, str]:
    """Return the place of one of a thing's names among the others: the one that says best why it was found is first."""
    text, language, is_main = name
    folded = " ".join(fold(text).split())
    place = languages.index(language) if language in languages else len(languages)
    held = sum(word in folded for word in query.words)
    begins = folded.startswith(query.words[0])
    return -held, folded != query.whole, not begins, not is_main, place, len(folded), text, language
