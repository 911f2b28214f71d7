"""What a page says of one IRI: its names, what it is, the facts, and what points to it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import Literal, NamedNode, Quad, Triple

from publisher.description import Description, Incoming, Role, name_of
from publisher.documents import PAGE
from publisher.labels import Label, choose, labels_in
from publisher.namespaces import DCTERMS, RDF
from publisher.rendering.names import Name, Names, Term, iris_of
from publisher.rendering.relations import (
    SORTED,
    SUMMARIES,
    Relation,
    by_predicate,
    by_subject,
    is_deprecated,
    outgoing,
    stated,
)
from publisher.rendering.things import Composer, Group, Value
from publisher.rendering.values import NAME, Text, bounded, plain
from publisher.terms import TermTable

MENTIONS = 10  # statements shown of those that use an IRI as property, datatype or graph
OTHER_LANGUAGES = 3  # names in further languages beside a title


@dataclass(frozen=True)
class Mention:
    """The statements that use an IRI in another place than as their object; `more` is a query that gives all."""

    role: str
    total: int
    statements: tuple[Value, ...]
    more: str


@dataclass(frozen=True)
class Noted:
    """How many records and passages point to an IRI by a property, and the list of them."""

    property: Name
    total: int
    href: str


@dataclass(frozen=True)
class Section:
    """One IRI on a page; `anchor` is its fragment, `members` the list of its things where it is a class.

    `noted` is what points to it for the sake of receipts alone.
    """

    iri: str
    anchor: str
    name: Name
    others: tuple[Label, ...]
    types: tuple[Name, ...]
    summary: Text | None
    facts: tuple[Group, ...]
    incoming: tuple[Group, ...]
    mentions: tuple[Mention, ...]
    members: str | None
    is_withdrawn: bool
    replaced_by: tuple[Name, ...]
    noted: tuple[Noted, ...] = ()

    @property
    def headed(self) -> list[tuple[Label | None, tuple[Group, ...]]]:
        """Its facts under the headings that shapes give them, None for those of no group."""
        return [(heading, tuple(found)) for heading, found in groupby(self.facts, lambda group: group.heading)]

    @property
    def linked(self) -> int:
        """How many statements have it as their object."""
        return sum(group.total for group in self.incoming)

    @property
    def pointing(self) -> int:
        """How many statements point here from any place."""
        return self.linked + sum(mention.total for mention in self.mentions)


class Sections:
    """Makes the sections of one page."""

    def __init__(self, composer: Composer, names: Names, languages: Sequence[str], terms: TermTable) -> None:
        self._terms = terms
        self._composer = composer
        self._names = names
        self._languages = languages

    def section(self, description: Description, noted: Iterable[Incoming] = ()) -> Section:
        """Return what the page says of one IRI; `noted` is what points to it for the sake of receipts."""
        iri = description.iri
        own = own_quads(description)
        name = self._names.of(iri)
        types = _objects(own, RDF + "type")
        arrangement = self._terms.arrangement(tuple(types))
        facts = self._composer.groups(outgoing(by_predicate(own)), iri, arrangement=arrangement)
        incoming = tuple(self._incoming(iri, link) for link in self._in_order(description.incoming))
        return Section(
            iri=iri,
            anchor=iri.partition("#")[2],
            name=name,
            others=self._others(own, name),
            types=tuple(self._names.of_class(value) for value in types),
            summary=summary(own, self._languages),
            facts=self._composer.told_apart(facts, incoming),
            incoming=self._composer.told_apart(incoming, facts),
            mentions=tuple(self._mention(iri, link) for link in description.incoming if link.role is not Role.OBJECT),
            members=self._names.links.class_page(iri),
            is_withdrawn=is_deprecated(own),
            replaced_by=tuple(self._names.of(value) for value in _objects(own, DCTERMS + "isReplacedBy")),
            noted=tuple(self._noted(iri, link) for link in self._in_order(noted)),
        )

    def _others(self, own: Iterable[Quad], name: Name) -> tuple[Label, ...]:
        """Return the thing's names in languages other than the title's, one each."""
        labels = labels_in(own).get(name.iri, set())
        found: dict[str, Label] = {}
        for language in (*self._languages, *sorted({label.language for label in labels})):
            best = choose((label for label in labels if label.language == language), (language,))
            if best and language != name.language and best.text != name.text:
                found.setdefault(language, Label(bounded(best.text, NAME), best.language))
        return tuple(found.values())[:OTHER_LANGUAGES]

    def _in_order(self, incoming: Iterable[Incoming]) -> list[Incoming]:
        links = [link for link in incoming if link.role is Role.OBJECT]
        return sorted(links, key=lambda link: self._names.order(link.predicate))

    def _incoming(self, iri: str, link: Incoming) -> Group:
        links, relation = self._names.links, incoming_relation(link)
        more = links.class_page(iri) if link.predicate == RDF + "type" else None
        if relation.goes_on:
            more = more or links.values(iri, link.predicate, incoming=True)
        is_named = all(isinstance(one.term, NamedNode) for one in relation.values)
        return self._composer.group(relation, more, "" if is_named else links.query(unnamed_query(iri, link.predicate)))

    def _noted(self, iri: str, link: Incoming) -> Noted:
        href = self._names.links.values(iri, link.predicate, incoming=True)
        return Noted(self._names.of_term(link.predicate), link.total, href)

    def _mention(self, iri: str, link: Incoming) -> Mention:
        statements = tuple(
            self._composer.statement(quad, self._names.links.query(f"DESCRIBE <{iri}>"))
            for quad in link.quads[:MENTIONS]
        )
        more = self._names.links.query(MENTION_QUERIES[link.role].replace("IRI", iri))
        return Mention(link.role.value, link.total, statements, more)


MENTION_QUERIES: Mapping[Role, str] = {
    Role.PREDICATE: "SELECT ?thing ?value WHERE { ?thing <IRI> ?value }",
    Role.DATATYPE: "SELECT ?thing ?property ?value WHERE { ?thing ?property ?value FILTER (datatype(?value) = <IRI>) }",
    Role.GRAPH: "SELECT ?thing ?property ?value WHERE { GRAPH <IRI> { ?thing ?property ?value } }",
}


def own_quads(description: Description) -> list[Quad]:
    """Return the statements about the resource itself, without those about its nodes without a name."""
    return [quad for quad in description.outgoing if name_of(quad.subject) == description.iri]


def incoming_relation(link: Incoming) -> Relation:
    """Return what points to a thing by one predicate, as a relation whose values are the subjects."""
    return Relation(link.predicate, link.total, stated((quad.subject, quad) for quad in link.quads))


def unnamed_query(iri: str, predicate: str) -> str:
    """Return a query for what nodes without a name that point to a thing say."""
    return (
        "SELECT ?thing ?property ?value WHERE {\n"
        f"  ?thing <{predicate}> <{iri}> ; ?property ?value FILTER (isBlank(?thing))\n}}"
    )


def summary(quads: Iterable[Quad], languages: Sequence[str]) -> Text | None:
    """Return the one line that says what a thing is, in the reader's language where there is one."""
    found = [
        Label(quad.object.value, quad.object.language or "", SUMMARIES.index(quad.predicate.value))
        for quad in quads
        if quad.predicate.value in SUMMARIES and isinstance(quad.object, Literal)
    ]
    best = choose(found, languages)
    return plain(" ".join(best.text.split()), best.language) if best and best.text.strip() else None


def wanted_iris(descriptions: Iterable[Description]) -> set[str]:
    """Return every IRI whose name a page about these descriptions may show."""
    found: set[str] = set()
    for description in descriptions:
        found.add(description.iri)
        found |= iris_of(_shown(description.outgoing))
        for link in description.incoming:
            found.add(link.predicate)
            if link.role is Role.OBJECT:
                found |= iris_of(quad.subject for quad in link.quads)
                found |= iris_of(quad.graph_name for quad in link.quads if isinstance(quad.graph_name, NamedNode))
            else:
                found |= iris_of(link.quads[:MENTIONS])
    return found - {""}


def _shown(quads: Sequence[Quad]) -> Iterator[Quad | Term]:
    """Yield statements, or their terms, that hold all that a page may name of them."""
    if len(quads) <= SORTED:  # no list of theirs has a second page
        yield from quads
        return
    for said in by_subject(quads).values():
        for relation in outgoing(said):
            yield NamedNode(relation.predicate)
            yield from relation.named()
            yield from (NamedNode(graph) for one in relation.values[:PAGE] for graph in one.graphs)


def shown_triples(descriptions: Iterable[Description]) -> Iterator[Triple]:
    """Yield the statements that a page about these descriptions may show."""
    for description in descriptions:
        for said in by_subject(description.outgoing).values():
            for relation in outgoing(said):
                shown = relation.values if relation.is_sorted else relation.values[:PAGE]
                yield from (one.triple for one in shown if one.triple is not None)
        yield from (quad.triple for link in description.incoming if link.role is Role.OBJECT for quad in link.quads)


def common_graphs(quads: Collection[Quad]) -> tuple[tuple[str, ...], bool]:
    """Return the graphs that most statements are in, which a page need not repeat, and whether all of them are."""
    names = {quad.graph_name for quad in quads}
    if len(names) == 1:
        return tuple(name.value for name in names if isinstance(name, NamedNode)), True
    return commonest(one.graphs for one in stated((quad.triple, quad) for quad in quads))


def commonest(graphs: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], bool]:
    """Return the combination of graphs that is met most, and whether no other is."""
    counted = Counter(graphs)
    if not counted:
        return (), True
    found, total = min(counted.items(), key=lambda item: (-item[1], item[0]))
    return found, total == counted.total()


def _objects(quads: Iterable[Quad], predicate: str) -> list[str]:
    values = (quad.object for quad in quads if quad.predicate.value == predicate)
    return list(dict.fromkeys(value.value for value in values if isinstance(value, NamedNode)))
