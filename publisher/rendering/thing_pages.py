"""Pages about things: one thing or hash namespace, all values of a property, a class, a named graph."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from types import MappingProxyType
from typing import Any

from pyoxigraph import BlankNode, Quad, Triple

from publisher.description import Description, Incoming, Role, name_of
from publisher.documents import PAGE, Document
from publisher.namespaces import RDF
from publisher.rendering.counted import counted_iris, properties_query, told_apart
from publisher.rendering.evidence import Blocks, fragment_of
from publisher.rendering.frame import Framed, Pager, Reading, pager, text_in
from publisher.rendering.kinds import by_type, is_told_by
from publisher.rendering.names import Names, iris_of
from publisher.rendering.neighbourhood import near, picture_of
from publisher.rendering.notes import RECEIPTS, Notes
from publisher.rendering.records import Records, apart, common_graph, iris_in, records_in
from publisher.rendering.relations import Relation, stated
from publisher.rendering.sections import (
    Section,
    Sections,
    common_graphs,
    commonest,
    incoming_relation,
    own_quads,
    shown_triples,
    summary,
    unnamed_query,
    wanted_iris,
)
from publisher.rendering.structured import structured
from publisher.rendering.terms import NO_TERM, Branch, TermAccount, account_of
from publisher.rendering.things import Composer
from publisher.terms import Node, forest

SECTIONS = 250  # IRIs of a hash namespace that one page shows in full
# What stands around the facts of a thing, on a page that is about no single one.
NOTHING_AROUND: Mapping[str, Any] = MappingProxyType({"picture": None, "warnings": 0, "structured": None, "cited": ""})


@dataclass(frozen=True)
class _Made:
    """What a page is made with; `common` are the graphs that most of its statements are in, and whether all are."""

    names: Names
    composer: Composer
    notes: Notes
    common: tuple[tuple[str, ...], bool]
    language: str

    def foot(self) -> dict[str, Any]:
        """Return what stands below and beside all else, when that is made; `language` is the document's."""
        return {
            "nodes": self.composer.parts(),
            "notes": self.notes.notes(self.names),
            "document_language": self.language,
            "graphs": [self.names.of_graph(graph) for graph in self.common[0]],
            "is_one_graph": self.common[1],
        }


class ThingPages(Framed):
    """Pages about what the data speaks of."""

    def thing(self, reading: Reading, document: Document) -> str:
        """Return the page about a thing, or about all IRIs with a fragment that share its address."""
        records = records_in(document, self.frame.documents.receipts)
        full, rest = self._apart(records.others[:SECTIONS]), (*records.others[SECTIONS:], *records.left)
        told = dict(zip(records.told, self._apart(records.told.values()), strict=True))
        shown = [one for one, _ in (*full, *told.values())]
        others = {one.iri for one in rest} | {document.address}
        has_main = bool(full) and (len(document.descriptions) == 1 or "#" not in full[0][0].iri)
        term = account_of(self.frame, full[0][0].iri) if has_main else None
        wanted = wanted_iris(shown) | others | iris_in(records.receipts) | (term.iris() if term else set())
        wanted |= self._creator() if has_main else set()
        listed = _pointing_here(shown) | others | {document.iri}
        pictured = near(full[0][0]) & wanted if has_main else set()
        quads = [quad for one in shown for quad in one.outgoing]
        made = self._made(reading, quads, shown_triples(shown), wanted, listed, _common_graphs(shown), pictured)
        maker = Sections(made.composer, made.names, reading.languages, self.frame.documents.terms)
        sections = [maker.section(*one) for one in full]
        main = sections.pop(0) if has_main else None
        kinds, folded = by_type(sections)
        if main and folded:
            main = replace(main, facts=tuple(group for group in main.facts if not is_told_by(folded, group)))
        context: dict[str, Any] = {
            "summary": main.summary.text if main and main.summary else "",
            "main": main,
            "told": {iri: maker.section(one, noted if one.incoming else ()) for iri, (one, noted) in told.items()},
            "kinds": kinds,
            "contents": [(kind, len(found), self._tree_of(found)) for kind, found in kinds],
            "folded": folded,
            "rest": [(made.names.of_term(one.iri), made.names.links.page("doc", iri=one.iri)) for one in rest],
            **_recorded(records, made),
            **(term.shown(reading, made.names) if term else NO_TERM),
            **(self._around(reading, main, full[0][0], made.names) if main else NOTHING_AROUND),
        }
        name = main.name if main else made.names.of_term(document.address)
        return self.frame.render("thing.html", reading, name.text, name=name, **context, **made.foot())

    def _around(self, reading: Reading, main: Section, about: Description, names: Names) -> dict[str, Any]:
        """Return what stands around the facts of a thing: its neighbours in a picture, how it is cited and indexed."""
        site, own = self.frame.site, [kind.iri for kind in main.types]
        title = text_in(site.title, reading.languages).text
        dataset = {"@type": "Dataset", "@id": f"{self.frame.base}dataset", "name": title, "license": site.licence}
        return {
            "picture": picture_of(main, names),
            "warnings": self.frame.documents.warnings(main.iri),
            "structured": structured(
                main,
                own_quads(about),
                [*own, *self.frame.documents.terms.above(tuple(own))],
                f"{self.frame.base}{reading.path}",
                {key: value for key, value in dataset.items() if value},
            ),
            "cited": next((names.of(iri).text for iri in self._creator()), site.creator or ""),
        }

    def _creator(self) -> set[str]:
        """Return the IRI of who made the dataset, where the settings say it by one."""
        creator = self.frame.site.creator or ""
        return {creator} if creator.startswith(("http://", "https://")) else set()

    def _tree_of(self, sections: Sequence[Section]) -> tuple[Branch, ...]:
        """Return the sections of a page as a hierarchy, where some of their terms are kinds of others."""
        by_iri = {section.iri: section for section in sections}
        order = {iri: place for place, iri in enumerate(by_iri)}
        kinships = sorted(self.frame.documents.terms.among(by_iri), key=lambda kinship: order[kinship[0]])

        def branch(node: Node) -> Branch:
            section = by_iri[node.iri]
            name = replace(section.name, href=f"#{section.anchor}")
            return Branch(name, "", 0, tuple(map(branch, node.below)), is_again=node.is_again)

        return tuple(map(branch, forest(by_iri, kinships)))

    def _made(
        self,
        reading: Reading,
        quads: Iterable[Quad],
        triples: Iterable[Triple],
        wanted: set[str],
        listed: set[str],
        common: tuple[tuple[str, ...], bool],
        pictured: Iterable[str] = (),
    ) -> "_Made":
        """Return what a page is made with: `triples` may have notes, `wanted` and others are as for its names."""
        notes = self._notes(triples)
        names = self.frame.names(reading, wanted | notes.iris(), listed, pictured)
        composer = self.frame.composer(reading, names, quads, common[0], notes)
        return _Made(names, composer, notes, common, self.frame.document_language)

    def _apart(self, descriptions: Iterable[Description]) -> list[tuple[Description, tuple[Incoming, ...]]]:
        """Return descriptions without what points to them for the sake of receipts alone, each with that."""
        found = list(descriptions)
        nodes = self.frame.documents.receipts.nodes_among(_pointing_here(found) | {one.iri for one in found})
        return [apart(one, nodes) for one in found]

    def _notes(self, triples: Iterable[Triple]) -> Notes:
        """Return what the notes of a page are made from: the receipts of the statements that it shows."""
        table = self.frame.documents.receipts
        found = table.of(triples, RECEIPTS)
        quotes = (quote for grounds in found.values() for one in grounds.receipts for quote in one.quotes)
        places = {place for quote in quotes for place in (quote.sentence, quote.last) if place is not None}
        return Notes(found, table.sentences_at(places))

    def values(self, reading: Reading, document: Document, predicate: str, incoming: bool, page: int) -> str:
        """Return one page (from 1) of all that a thing of a document has by a property, or of all that points to it."""
        about = _about(document.descriptions, predicate, incoming)
        relation = self._pointing(about, predicate, page) if incoming else _having(about, predicate)
        # A relation too large for its description comes with this page alone.
        place = page if relation.total == len(relation.values) else 1
        shown = relation if relation.is_sorted else relation.page(place)
        triples = (one.triple for one in shown.values if one.triple is not None)
        wanted = _iris_to_name(about, relation, place)
        common = commonest(one.graphs for one in relation.page(place).values)
        made = self._made(reading, about.outgoing, triples, wanted, wanted, common)
        name, of, links = made.names.of(about.iri), made.names.of_term(predicate), made.names.links
        elsewhere = links.query(unnamed_query(about.iri, predicate)) if incoming else ""
        context: dict[str, Any] = {
            "back": links.about(about.iri),
            "property": of,
            "incoming": incoming,
            "total": relation.total,
            "pager": _pager(relation.total, page, lambda n: links.values(about.iri, predicate, incoming, n)),
            "values": made.composer.values(relation, place, elsewhere),
        }
        return self.frame.render(
            "values.html", reading, f"{name.text} · {of.text}", name=name, **context, **made.foot()
        )

    def class_list(self, reading: Reading, class_iri: str, name: str, total: int, page: int) -> str:
        """Return one page (from 1) of the things of a class."""
        members = self.frame.documents.members(class_iri, page)
        own = self.frame.documents.describe(class_iri)
        kind = self.frame.documents.fact(f"class {name}") if page == 1 else None
        term = TermAccount(self.frame, class_iri) if page == 1 else None
        listed = {class_iri, *(iri for iri in members if not iri.startswith("_:"))}
        wanted = listed | counted_iris(kind) | (term.iris() if term else set())
        names = self.frame.names(reading, wanted, listed)
        links = names.links
        return self.frame.render(
            "class.html",
            reading,
            names.of_term(class_iri).text,
            name=replace(names.of_term(class_iri), href=links.alone(class_iri)),
            definition=summary(own_quads(own), reading.languages) if own else None,
            total=total,
            members=[None if iri.startswith("_:") else names.of(iri) for iri in members],
            unnamed=links.query(unnamed_query(class_iri, RDF + "type")),
            pager=_pager(total, page, lambda n: links.page(f"class/{name}", page=n)),
            kind=kind,
            shares=told_apart(kind["shares"], names.of_term, names.short) if kind else [],
            counting=links.query(properties_query(class_iri)),
            **(term.shown(reading, names) if term else NO_TERM),
        )

    def graph(self, reading: Reading, row: Mapping[str, Any], document: Document | None) -> str:
        """Return the page of a named graph; `row` is its row in the facts."""
        [(about, noted)] = self._apart([document.descriptions[0] if document else Description(row["iri"], (), ())])
        counted = self.frame.documents.fact(f"graph {row['name']}")
        names = self.frame.names(reading, wanted_iris([about]) | counted_iris(counted), _pointing_here([about]))
        composer = self.frame.composer(reading, names, about.outgoing, common_graphs(about.outgoing)[0])
        name = names.of_graph(row["iri"])
        return self.frame.render(
            "graph.html",
            reading,
            name.text,
            name=name,
            row=row,
            main=Sections(composer, names, reading.languages, self.frame.documents.terms).section(about, noted),
            nodes=composer.parts(),
            classes=told_apart(counted["classes"], names.of_class, names.short),
            properties=told_apart(counted["properties"], names.of_term, names.short),
        )

    def _pointing(self, about: Description, predicate: str, page: int) -> Relation:
        """Return what points to a thing by a predicate: all of it, or its one page where it is too much for that."""
        for link in about.incoming:
            if link.role is Role.OBJECT and link.predicate == predicate:
                quads = self.frame.documents.incoming_page(about.iri, predicate, page)
                whole = incoming_relation(link)
                if not quads and whole.total == len(whole.values):
                    return whole
                return Relation(predicate, link.total, stated((quad.subject, quad) for quad in quads))
        return Relation(predicate, 0, ())


def _pointing_here(descriptions: Iterable[Description]) -> set[str]:
    """Return the names of what points to some things."""
    return {name_of(quad.subject) for one in descriptions for link in one.incoming for quad in link.quads}


def _common_graphs(shown: Sequence[Description]) -> tuple[tuple[str, ...], bool]:
    """Return the graphs that most statements of a page are in, those that point to its things too."""
    quads = [quad for one in shown for quad in one.outgoing]
    links = [link for one in shown for link in one.incoming if link.role is Role.OBJECT]
    return common_graphs([*quads, *(quad for link in links for quad in link.quads)])


def _recorded(records: Records, made: _Made) -> dict[str, Any]:
    """Return what a page shows of the records in its document."""
    graph = common_graph(records.receipts)
    blocks = Blocks(made.composer, made.names, fragment_of, graph)
    return {
        "blocks": blocks.blocks(records.sentences, records.receipts, is_whole=False),
        "graph_of_records": made.names.of_graph(graph) if graph else None,
        "selectors": records.selectors,
        "passages_of": records.passages_of,
    }


def _pager(total: int, page: int, address: Callable[[int], str]) -> Pager | None:
    return pager(page, ceil(total / PAGE), address)


def _about(descriptions: Sequence[Description], predicate: str, incoming: bool) -> Description:
    """Return the first thing of which something is said by a predicate, or to which it points; else the first."""

    def holds(one: Description) -> bool:
        if incoming:
            return any(link.role is Role.OBJECT and link.predicate == predicate for link in one.incoming)
        return any(quad.predicate.value == predicate for quad in own_quads(one))

    return next(filter(holds, descriptions), descriptions[0])


def _having(about: Description, predicate: str) -> Relation:
    """Return all that a thing has by a predicate."""
    values = stated((quad.object, quad) for quad in own_quads(about) if quad.predicate.value == predicate)
    return Relation(predicate, len(values), values)


def _iris_to_name(about: Description, relation: Relation, place: int) -> set[str]:
    """Return the IRIs on one page of a relation: values, graphs, and what nodes without a name say."""
    here = relation.page(place).values
    found = iris_of(one.term for one in (relation.values if relation.is_sorted else here))
    found |= iris_of(quad for quad in about.outgoing if isinstance(quad.subject, BlankNode))
    return found | {graph for one in here for graph in one.graphs} | {about.iri, relation.predicate}
