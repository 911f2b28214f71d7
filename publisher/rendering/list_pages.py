"""Pages that are lists: all that a thing has by a property, all that points to it by one, the things of a class."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil
from typing import Any

from pyoxigraph import BlankNode

from publisher.description import Description, Role
from publisher.documents import PAGE, Document
from publisher.namespaces import RDF
from publisher.rendering.counted import counted_iris, properties_query, told_apart
from publisher.rendering.frame import Pager, Reading, pager
from publisher.rendering.making import Making
from publisher.rendering.names import iris_of
from publisher.rendering.relations import Relation, stated
from publisher.rendering.sections import commonest, incoming_relation, own_quads, summary, unnamed_query
from publisher.rendering.terms import NO_TERM, TermAccount


class ListPages(Making):
    """Pages that are lists, of which a reader turns the pages."""

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
        made = self.made(reading, about.outgoing, triples, wanted, wanted, common)
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
