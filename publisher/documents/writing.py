"""Write the document table of a snapshot."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad

from publisher.description import Describer, Role, address_of, name_of
from publisher.documents.table import PAGE
from publisher.labels import Label, choose, labels_in, naming
from publisher.namespaces import RDF
from publisher.receipts import RECEIPTS_SCHEMA
from publisher.tables import new_table_file
from publisher.terms import TERMS_SCHEMA

SCHEMA = """
CREATE TABLE resource (iri TEXT PRIMARY KEY, address TEXT NOT NULL, kind TEXT NOT NULL,
                       outgoing TEXT NOT NULL, incoming TEXT NOT NULL);
CREATE TABLE label (iri TEXT, language TEXT, text TEXT, rank INTEGER, PRIMARY KEY (iri, language, text)) WITHOUT ROWID;
CREATE TABLE incoming_page (iri TEXT, predicate TEXT, page INTEGER, quads TEXT,
                            PRIMARY KEY (iri, predicate, page)) WITHOUT ROWID;
CREATE TABLE member_page (class TEXT, page INTEGER, iris TEXT, PRIMARY KEY (class, page)) WITHOUT ROWID;
CREATE TABLE warned (iri TEXT PRIMARY KEY, total INTEGER) WITHOUT ROWID;
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""
INDEX = "CREATE INDEX resource_address ON resource (address)"
_as_json = json.JSONEncoder(ensure_ascii=False).encode  # made once: json.dumps makes one each time


def write_documents(path: Path, quads: Sequence[Quad], base: str, limit: int, languages: Sequence[str]) -> None:
    """Write the table for canonical quads; `limit` bounds the incoming statements kept per predicate."""
    describer = Describer(quads, limit)
    named = naming(quads)
    labels, members = labels_in(named), _members(named)
    resources = _resource_rows(describer, _kinds(members), base, limit)
    with new_table_file(path, SCHEMA + RECEIPTS_SCHEMA + TERMS_SCHEMA) as connection:
        connection.executemany("INSERT INTO resource VALUES (?, ?, ?, ?, ?)", resources)
        connection.executemany("INSERT INTO incoming_page VALUES (?, ?, ?, ?)", _incoming_rows(describer, limit))
        connection.executemany("INSERT INTO label VALUES (?, ?, ?, ?)", _label_rows(labels))
        connection.executemany("INSERT INTO member_page VALUES (?, ?, ?)", _member_rows(members, labels, languages))
        connection.execute(INDEX)


def write_warnings(path: Path, totals: Mapping[str, int]) -> None:
    """Add how many warnings there are about each thing that has any."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany("INSERT INTO warned VALUES (?, ?)", sorted(totals.items()))


def write_facts(path: Path, facts: dict[str, Any]) -> None:
    """Add named facts of the dataset (counts, names of pages), each anything that JSON can hold."""
    with sqlite3.connect(path) as connection:
        rows = [(name, _as_json(value)) for name, value in sorted(facts.items())]
        connection.executemany("INSERT INTO fact VALUES (?, ?)", rows)
    connection.close()


def _resource_rows(
    describer: Describer, kinds: Mapping[str, str], base: str, limit: int
) -> Iterator[tuple[str, str, str, str, str]]:
    for name in describer.names():
        incoming = [(one.role.value, one.predicate, one.total, one.first(limit)) for one in describer.incoming(name)]
        links = _as_json(incoming)
        yield name, address_of(name, base), kinds.get(name, ""), describer.outgoing(name), links


def _incoming_rows(describer: Describer, limit: int) -> Iterator[tuple[str, str, int, str]]:
    for name in describer.hubs():
        for one in describer.incoming(name):
            if one.role is Role.OBJECT and one.total > limit:
                for number, lines in enumerate(one.pages(PAGE), 1):
                    yield name, one.predicate, number, lines


def _label_rows(labels: dict[str, set[Label]]) -> Iterator[tuple[str, str, str, int]]:
    for iri, found in sorted(labels.items()):
        best: dict[tuple[str, str], int] = {}
        for label in found:
            key = (label.language, label.text)
            best[key] = min(label.rank, best.get(key, label.rank))
        for (language, text), rank in sorted(best.items()):
            yield iri, language, text, rank


def _members(quads: Iterable[Quad]) -> dict[str, set[str]]:
    """Return the things of each class that has an IRI."""
    members: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate.value == RDF + "type" and isinstance(quad.object, NamedNode):
            members.setdefault(quad.object.value, set()).add(name_of(quad.subject))
    return members


def _kinds(members: Mapping[str, set[str]]) -> dict[str, str]:
    """Return the class that tells most of each thing that has any: the rarest of them."""
    kinds: dict[str, str] = {}
    for class_iri in sorted(members, key=lambda one: (len(members[one]), one), reverse=True):
        kinds |= dict.fromkeys(members[class_iri], class_iri)
    return kinds


def _member_rows(
    members: Mapping[str, set[str]], labels: dict[str, set[Label]], languages: Sequence[str]
) -> Iterator[tuple[str, int, str]]:
    def by_name(iri: str) -> tuple[str, str]:
        label = choose(labels.get(iri, ()), languages)
        return (label.text.casefold() if label else "", iri)

    for class_iri, found in sorted(members.items()):
        ordered = sorted(found, key=by_name)
        for start in range(0, len(ordered), PAGE):
            yield class_iri, start // PAGE + 1, _as_json(ordered[start : start + PAGE])
