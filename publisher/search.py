"""Full-text search over the names of things, in a table of the snapshot."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

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

    def __init__(self, path: Path) -> None:
        self._path = path

    def find(
        self, query: str, languages: Sequence[str], class_iri: str | None, limit: int, offset: int
    ) -> tuple[int, list[Hit]]:
        """Return how many things have a name that holds every word of the query, and one page of them.

        Whole names come first, then beginnings, then main names, then names in the reader's languages.
        """
        words = fold(query).split()
        if not words:
            return 0, []
        first, others = words[:WORDS], words[WORDS:]
        condition = " AND ".join(["instr(folded, ?)"] * len(first))
        values = [*first]
        if class_iri is not None:
            condition += " AND iri IN (SELECT iri FROM type WHERE class = ?)"
            values.append(class_iri)
        with closing(open_table_file(self._path)) as connection:
            rows = connection.execute(
                f"SELECT iri, text, language, folded, main FROM name WHERE {condition}", values
            ).fetchall()
        found = (row for row in rows if all(word in row[3] for word in others))
        ordered = sorted(found, key=lambda row: _rank(row, " ".join(words), languages))
        best: dict[str, Hit] = {}
        for iri, text, language, _, _ in ordered:
            best.setdefault(iri, Hit(iri, text, language))
        hits = list(best.values())
        return len(hits), hits[offset : offset + limit]

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


def _rank(row: tuple[str, str, str, str, int], query: str, languages: Sequence[str]) -> tuple[object, ...]:
    iri, text, language, folded, main = row
    place = languages.index(language) if language in languages else len(languages)
    return folded != query, not folded.startswith(query), -main, place, len(folded), text, iri
