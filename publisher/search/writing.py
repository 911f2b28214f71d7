"""Write the search table of a snapshot."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import east_asian_width

from pyoxigraph import Literal, NamedNode, Quad

from publisher.errors import SurroundingsError
from publisher.labels import LABEL_PREDICATES, OTHER_NAMES, Label, naming
from publisher.namespaces import RDF
from publisher.search.folding import fold
from publisher.search.grams import tokens
from publisher.tables import new_table_file

RDF_TYPE = RDF + "type"
OTHER = len(LABEL_PREDICATES)  # the rank of a name that is none of the main ones
# A thing's number is its place in the order of names times the number of sets of classes, plus the number of its set:
# so FTS5 finds things in that order, and what it finds is counted by class without a look at anything else.
SCHEMA = """
CREATE TABLE thing (number INTEGER PRIMARY KEY, iri TEXT);
CREATE TABLE name (thing INTEGER, text TEXT, language TEXT, main INTEGER,
  PRIMARY KEY (thing, main, language, text)) WITHOUT ROWID;
CREATE TABLE class_set (number INTEGER, class TEXT, PRIMARY KEY (number, class)) WITHOUT ROWID;
CREATE TABLE sets (total INTEGER);
"""
INDEX = """
CREATE VIRTUAL TABLE gram USING fts5(main, other, content = '', columnsize = 0, prefix = '1 2', tokenize = 'ascii');
INSERT INTO gram (gram, rank) VALUES ('hashsize', 67108864);
"""


@dataclass
class Thing:
    """What search knows of a thing: its names, each as it is compared, and its classes."""

    names: dict[Label, str] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)

    def order(self) -> tuple[bool, int, str]:
        """Return the place of the thing among others: those with a short main name first."""
        main = [folded for name, folded in self.names.items() if name.rank < OTHER]
        width, text = min((_width(folded), folded) for folded in main or self.names.values())
        return not main, width, text

    def tokens(self, is_other: bool) -> str:
        """Return the tokens of the main names or of the others, as FTS5 reads them."""
        names = sorted({folded for name, folded in self.names.items() if (name.rank == OTHER) is is_other})
        return " ".join(token for name in names for token in tokens(name))


def write_search(path: Path, quads: Iterable[Quad]) -> None:
    """Write the search table for the quads of a dataset."""
    things = _things(quads)
    order = sorted((*thing.order(), iri) for iri, thing in things.items())
    sets = {classes: number for number, classes in enumerate(sorted({_set(thing) for thing in things.values()}))}
    with new_table_file(path, SCHEMA) as connection:
        write_index(connection)
        connection.execute("INSERT INTO sets VALUES (?)", (max(1, len(sets)),))
        rows = ((number, one) for classes, number in sets.items() for one in classes)
        connection.executemany("INSERT INTO class_set VALUES (?, ?)", rows)
        for place, (*_, iri) in enumerate(order):
            _write_thing(connection, place * len(sets) + sets[_set(things[iri])], iri, things[iri])
        connection.execute("INSERT INTO gram (gram) VALUES ('optimize')")


def _width(text: str) -> int:
    """Return the columns that a text takes: a Japanese letter as many as two others, as it tells as much."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(letter) in "WF") for letter in text)


def write_index(connection: sqlite3.Connection) -> None:
    """Create the index by which names are found; SurroundingsError where SQLite cannot."""
    try:
        for statement in INDEX.strip().split("\n"):
            connection.execute(statement)
    except sqlite3.OperationalError as error:
        raise SurroundingsError(
            f"search needs SQLite with FTS5, and Python's SQLite {sqlite3.sqlite_version} has it not ({error}): "
            "use a Python whose sqlite3 module has FTS5, as those of Debian, python.org and uv have"
        ) from None


def _write_thing(connection: sqlite3.Connection, number: int, iri: str, thing: Thing) -> None:
    connection.execute("INSERT INTO thing VALUES (?, ?)", (number, iri))
    names = sorted({(name.rank == OTHER, name.language, name.text) for name in thing.names})
    rows = ((number, text, language, not is_other) for is_other, language, text in names)
    connection.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?)", rows)
    row = number, thing.tokens(is_other=False), thing.tokens(is_other=True)
    connection.execute("INSERT INTO gram (rowid, main, other) VALUES (?, ?, ?)", row)


def _set(thing: Thing) -> tuple[str, ...]:
    return tuple(sorted(thing.classes))


def _things(quads: Iterable[Quad]) -> Mapping[str, Thing]:
    """Return the things that have an IRI and a name."""
    found: dict[str, Thing] = {}
    classes: dict[str, set[str]] = {}
    for quad in naming(quads):
        subject, name = quad.subject, quad.object
        if not isinstance(subject, NamedNode):
            continue
        predicate = quad.predicate.value
        if predicate == RDF_TYPE and isinstance(name, NamedNode):
            classes.setdefault(subject.value, set()).add(name.value)
        elif isinstance(name, Literal) and (predicate in LABEL_PREDICATES or predicate in OTHER_NAMES):
            label = Label(name.value, name.language or "", LABEL_PREDICATES.get(predicate, OTHER))
            found.setdefault(subject.value, Thing()).names.setdefault(label, fold(name.value))
    for iri in found.keys() & classes.keys():
        found[iri].classes = classes[iri]
    return found
