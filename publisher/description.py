"""What the document about one resource holds, gathered from the statements of the whole dataset."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from io import StringIO
from itertools import chain, groupby, islice
from typing import NamedTuple
from urllib.parse import unquote

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from publisher.namespaces import RDF, XSD
from publisher.syntax.statements import graph_apart

# Datatypes that RDF gives to every plain literal: saying where they are used would say nothing.
IMPLICIT_DATATYPES = frozenset(f"<{iri}>" for iri in (XSD + "string", RDF + "langString", RDF + "dirLangString"))


class Role(StrEnum):
    """The place in a quad from which a resource is pointed to."""

    OBJECT = "object"
    PREDICATE = "predicate"
    DATATYPE = "datatype"
    GRAPH = "graph"


# Every role but that of an object, in order.
USES = (Role.DATATYPE, Role.GRAPH, Role.PREDICATE)

Quads = Sequence[Quad]
Statements = tuple[str, ...]  # each the canonical N-Quads text of a quad, without the dot


@dataclass(frozen=True)
class Incoming:
    """The statements that point to a resource from one role by one predicate.

    `total` counts distinct triples; `statements` state the first of them in order, cut to a limit of triples.
    For any role but OBJECT `predicate` is empty.
    """

    role: Role
    predicate: str
    total: int
    statements: Statements

    @cached_property
    def quads(self) -> tuple[Quad, ...]:
        """The statements, one by one, as quads."""
        return quads_of(self.statements)


@dataclass(frozen=True)
class Description:
    """What the data says of one IRI: its own statements, blank nodes followed, and what points to it."""

    iri: str
    statements: Statements
    incoming: tuple[Incoming, ...]

    @cached_property
    def outgoing(self) -> tuple[Quad, ...]:
        """Its own statements, one by one, as quads."""
        return quads_of(self.statements)

    @property
    def is_subject(self) -> bool:
        """Whether the data says anything of the resource itself."""
        return bool(self.statements)


def quads_of(statements: Iterable[str]) -> tuple[Quad, ...]:
    """Return statements as quads; formats are written from their text, which takes a fraction of the time."""
    return tuple(parse("".join(f"{one} .\n" for one in statements), format=RdfFormat.N_QUADS))


def statements_in(lines: str) -> Statements:
    """Return the statements of canonical N-Quads lines."""
    # No literal holds a line end as it is, and after the last one nothing follows.
    return tuple(lines.split(" .\n")[:-1])


def address_of(iri: str, base: str) -> str:
    """Return the address under which an IRI is looked up: below the base without fragment, decoded, in NFC.

    IRIs that differ only in percent-encoding, or in their fragment, share an address; a foreign IRI is its own.
    """
    if not iri.startswith(base):
        return iri
    path, _, _ = iri[len(base) :].partition("#")
    return base + normalise_path(path)


def normalise_path(path: str) -> str:
    """Return a path percent-decoded and in Unicode's normal form C."""
    if "%" in path:
        path = unquote(path, errors="replace")
    return path if path.isascii() else unicodedata.normalize("NFC", path)


def name_of(term: object) -> str:
    """Return the name a resource is kept under: an IRI as it stands, a blank node as `_:label`."""
    return term.value if isinstance(term, NamedNode) else str(term)


class Pointing(NamedTuple):
    """The lines of all statements that point to a resource from one role by one predicate.

    `total` counts distinct triples; past a limit only links (role OBJECT) have all their lines here.
    """

    role: Role
    predicate: str
    total: int
    lines: Sequence[str]

    def first(self, limit: int) -> str:
        """Return the lines that state the first `limit` triples."""
        return "".join(self.lines if self.total <= limit else islice(self._triples(), limit))

    def pages(self, size: int) -> Iterator[str]:
        """Yield the lines of `size` triples at a time."""
        triples = self._triples()
        while page := "".join(islice(triples, size)):
            yield page

    def _triples(self) -> Iterator[str]:
        """Yield the lines of each triple together: in two graphs it stands in neighbouring lines."""
        return ("".join(lines) for _, lines in groupby(self.lines, key=triple_in))


class Describer:
    """The canonical N-Quads lines of a dataset, indexed so that every resource in them can be described.

    `limit` bounds the triples kept for uses as predicate, datatype and graph. Text is indexed, not quads: what a
    description holds is cut from it as it stands, and a million statements take a third of the time.
    """

    def __init__(self, quads: Iterable[Quad], limit: int) -> None:
        self._limit = limit
        self._own: dict[str, list[str]] = defaultdict(list)
        self._links: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._uses: dict[Role, dict[str, _Use]] = {role: defaultdict(_Use) for role in USES}
        self._is_doubled = False  # whether some triple stands in two graphs
        self._index(lines_of(quads))

    def names(self) -> list[str]:
        """Return every IRI that occurs anywhere in the data, and every blank node as `_:label`, sorted."""
        return sorted(map(name_in, self._own.keys() | self._links.keys() | set(chain(*self._uses.values()))))

    def hubs(self) -> list[str]:
        """Return what may have more links by one predicate than a description holds, sorted."""
        crowded = (term for term, links in self._links.items() if max(map(len, links.values())) > self._limit)
        return sorted(map(name_in, crowded))

    def outgoing(self, name: str) -> str:
        """Return the lines of the statements about a resource; blank nodes in them are not followed."""
        return "".join(self._own.get(_term(name), ()))

    def incoming(self, name: str) -> Iterator[Pointing]:
        """Yield all that points to a resource: links by predicate, then its use in other roles."""
        term = _term(name)
        for predicate, lines in sorted(self._links.get(term, {}).items()):
            total = sum(1 for _ in groupby(lines, key=triple_in)) if self._is_doubled and len(lines) > 1 else len(lines)
            yield Pointing(Role.OBJECT, name_in(predicate), total, lines)
        for role, uses in self._uses.items():
            if term in uses:
                yield Pointing(role, "", uses[term].total, uses[term].lines)

    def _index(self, lines: Iterable[str]) -> None:
        datatypes, graphs, predicates = (self._uses[role] for role in USES)
        last = ("", "", "")
        own: list[str] = []
        for line in lines:
            subject, predicate, thing, graph = terms_in(line)
            if subject != last[0]:
                own = self._own[subject]
            own.append(line)
            is_new = (subject, predicate, thing) != last
            self._is_doubled |= not is_new
            last = (subject, predicate, thing)
            if thing[0] != '"':
                self._links[thing][predicate].append(line)
            elif thing[-1] == ">" and (datatype := thing[thing.rindex("^") + 1 :]) not in IMPLICIT_DATATYPES:
                datatypes[datatype].add(line, is_new, self._limit)
            predicates[predicate].add(line, is_new, self._limit)
            if graph:
                graphs[graph].add(line, True, self._limit)


class _Use:
    """The triples that use an IRI in one role: how many, and the lines of the first of them."""

    __slots__ = ("lines", "total")

    def __init__(self) -> None:
        self.total = 0
        self.lines: list[str] = []

    def add(self, line: str, is_new: bool, limit: int) -> None:
        self.total += is_new
        if self.total <= limit:
            self.lines.append(line)


def lines_of(quads: Iterable[Quad]) -> list[str]:
    """Return quads as N-Quads lines, in their order."""
    # Newlines in literals are escaped in N-Quads, other separators that `splitlines` knows are not.
    return StringIO((serialize(quads, format=RdfFormat.N_QUADS) or b"").decode(), newline="\n").readlines()


def terms_in(line: str) -> tuple[str, str, str, str]:
    """Return subject, predicate, object and graph of an N-Quads line as N-Quads writes them; "" for no graph."""
    subject, predicate, rest = line.split(" ", 2)
    thing, _, graph = rest[:-3].rpartition(" ")  # without " .\n"
    # What follows the last space is the end of a literal or triple term without a graph, or an object without one.
    is_graph = thing and graph[0] in "<_" and '"' not in graph
    return (subject, predicate, thing, graph) if is_graph else (subject, predicate, rest[:-3], "")


def triple_in(line: str) -> tuple[str, str, str]:
    """Return subject, predicate and object of an N-Quads line: the same where a triple stands in two graphs."""
    return terms_in(line)[:3]


def name_in(term: str) -> str:
    """Return the name a resource is kept under, from its term as text: `name_of` for what is no object yet."""
    return term[1:-1] if term[:1] == "<" else term


def blank_objects(statements: Iterable[str]) -> set[str]:
    """Return the blank nodes that are objects of some statements."""
    triples = (graph_apart(one)[0] for one in statements if " _:" in one)
    objects = (triple.split(" ", 2)[2] for triple in triples)
    return {thing for thing in objects if thing.startswith("_:")}


def _term(name: str) -> str:
    return name if name.startswith("_:") else f"<{name}>"
