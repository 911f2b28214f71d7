"""Pages about things: one thing or hash namespace, a named graph."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from publisher.description import Description, Incoming, Role, name_of
from publisher.documents import Document
from publisher.rendering.counted import counted_iris, told_apart
from publisher.rendering.evidence import Blocks, fragment_of
from publisher.rendering.frame import Reading, text_in
from publisher.rendering.kinds import by_type, is_told_by
from publisher.rendering.making import Made, Making
from publisher.rendering.names import Names
from publisher.rendering.neighbourhood import near, picture_of
from publisher.rendering.records import Records, apart, common_graph, iris_in, records_in
from publisher.rendering.sections import (
    Section,
    Sections,
    common_graphs,
    own_quads,
    shown_triples,
    wanted_iris,
)
from publisher.rendering.structured import structured
from publisher.rendering.terms import NO_TERM, Branch, account_of
from publisher.terms import Node, forest

SECTIONS = 250  # IRIs of a hash namespace that one page shows in full
# What stands around the facts of a thing, on a page that is about no single one.
NOTHING_AROUND: Mapping[str, Any] = MappingProxyType({"picture": None, "warnings": 0, "structured": None, "cited": ""})


class ThingPages(Making):
    """Pages about what the data speaks of."""

    def thing(self, reading: Reading, document: Document) -> str:
        """Return the page about a thing, or about all IRIs with a fragment that share its address."""
        records = records_in(document, self.frame.documents.receipts)
        full, rest = self._apart(records.others[:SECTIONS]), (*records.others[SECTIONS:], *records.left)
        told = dict(zip(records.told, self._apart(records.told.values()), strict=True))
        shown = [one for one, _ in (*full, *told.values())]
        others = {one.iri for one in rest} | {document.address}
        has_main = bool(full) and (len(document.descriptions) == 1 or "#" not in full[0][0].iri)
        about = full[0][0] if has_main else None
        term = account_of(self.frame, about.iri) if about else None
        wanted = others | iris_in(records.receipts) | (term.iris() if term else set())
        made = self._made_for(reading, shown, wanted, others | {document.iri}, about)
        maker = Sections(made.composer, made.names, reading.languages, self.frame.documents.terms)
        sections = [maker.section(*one) for one in full]
        main = sections.pop(0) if about else None
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
            **(self._around(reading, main, about, made.names) if main and about else NOTHING_AROUND),
        }
        name = main.name if main else made.names.of_term(document.address)
        return self.frame.render("thing.html", reading, name.text, name=name, **context, **made.foot())

    def _made_for(
        self,
        reading: Reading,
        shown: Sequence[Description],
        wanted: set[str],
        listed: set[str],
        about: Description | None,
    ) -> Made:
        """Return what a page that shows some descriptions is made with; `about` is the one that it is about."""
        wanted = wanted_iris(shown) | wanted | (self._creator() if about else set())
        pictured = near(about) & wanted if about else set()
        quads = [quad for one in shown for quad in one.outgoing]
        common = _common_graphs(shown)
        return self.made(reading, quads, shown_triples(shown), wanted, _pointing_here(shown) | listed, common, pictured)

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

    def _apart(self, descriptions: Iterable[Description]) -> list[tuple[Description, tuple[Incoming, ...]]]:
        """Return descriptions without what points to them for the sake of receipts alone, each with that."""
        found = list(descriptions)
        nodes = self.frame.documents.receipts.nodes_among(_pointing_here(found) | {one.iri for one in found})
        return [apart(one, nodes) for one in found]

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


def _pointing_here(descriptions: Iterable[Description]) -> set[str]:
    """Return the names of what points to some things."""
    return {name_of(quad.subject) for one in descriptions for link in one.incoming for quad in link.quads}


def _common_graphs(shown: Sequence[Description]) -> tuple[tuple[str, ...], bool]:
    """Return the graphs that most statements of a page are in, those that point to its things too."""
    quads = [quad for one in shown for quad in one.outgoing]
    links = [link for one in shown for link in one.incoming if link.role is Role.OBJECT]
    return common_graphs([*quads, *(quad for link in links for quad in link.quads)])


def _recorded(records: Records, made: Made) -> dict[str, Any]:
    """Return what a page shows of the records in its document."""
    graph = common_graph(records.receipts)
    blocks = Blocks(made.composer, made.names, fragment_of, graph)
    return {
        "blocks": blocks.blocks(records.sentences, records.receipts, is_whole=False),
        "graph_of_records": made.names.of_graph(graph) if graph else None,
        "selectors": records.selectors,
        "passages_of": records.passages_of,
    }
