"""Pages about the site: where to begin, the dataset, its files, the source document, what went wrong."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pyoxigraph import NamedNode, Quad

from publisher.description import name_of
from publisher.formats import DUMP_FORMATS, by_word
from publisher.namespaces import DCAT, DCTERMS, FOAF, OWL, PROV, RDFS, SCHEMA, SKOS, VOID, VOID_EXT
from publisher.overview import TECHNICAL
from publisher.rendering.counted import ROWS, told_apart
from publisher.rendering.evidence import Blocks
from publisher.rendering.frame import Facts, Framed, Reading, questions_in, text_in
from publisher.rendering.names import Name, iris_of
from publisher.rendering.overview import iris_of as seen_in
from publisher.rendering.overview import picture_of, rows
from publisher.rendering.records import iris_in
from publisher.rendering.relations import by_subject, outgoing
from publisher.rendering.sections import own_quads
from publisher.rendering.world import ORG, TIME

STATEMENTS = 3000  # statements on the page of the source document
CLASSES = 18  # classes on the landing page with things of theirs
OWN = 3  # how many things one of a class of the site's own weighs: such classes say what is special here
SAMPLES = 4  # things named under each of them
RANKED = 500  # classes, those with most things, that are looked at for the ways in
FURTHER = 100  # classes that follow by their names alone
VOCABULARIES = 4  # ontologies of the site's own that the landing page names
QUESTIONS = 10  # questions on the landing page: the first, so that a site chooses them by naming its files
# Readers look for people first, be they ever so few; times, lists and ties between things serve other things.
KIND_OF = RDFS + "subClassOf"
PEOPLE = frozenset((FOAF + "Person", SCHEMA + "Person"))
SERVING = frozenset(
    {
        *(TIME + name for name in ("Instant", "Interval", "ProperInterval", "TemporalEntity", "Duration")),
        *(SCHEMA + name for name in ("BreadcrumbList", "ItemList", "ListItem", "PropertyValue")),
        *(SKOS + name for name in ("Collection", "ConceptScheme", "OrderedCollection")),
        ORG + "Membership",
        PROV + "Entity",
    }
)
# What the dataset says of itself that its page shows in tables of its own.
IN_TABLES = frozenset(
    {
        *(VOID + name for name in ("classPartition", "propertyPartition", "dataDump", "vocabulary", "subset")),
        *(VOID_EXT + name for name in ("languagePartition", "datatypePartition")),
        DCAT + "distribution",
        DCTERMS + "hasPart",
    }
)


class SitePages(Framed):
    """Pages about the publication itself."""

    def landing(self, reading: Reading, facts: Facts) -> str:
        """Return the page that says what this is and where to begin."""
        ranked = self._ways_in(facts)
        ways, further = ranked[:CLASSES], ranked[CLASSES:][:FURTHER]
        samples = {row["iri"]: self.frame.documents.members(row["iri"], 1)[:SAMPLES] for row in ways}
        members = {iri for found in samples.values() for iri in found if not iri.startswith("_:")}
        named = {row["iri"] for row in (*ways, *further)}
        ontologies = self._ontologies()
        overview = self.frame.documents.fact("overview")
        names = self.frame.names(reading, members | named | {*ontologies} | _graph_iris(facts) | seen_in(overview))
        called = told_apart((*ways, *further), names.of_class, names.short)
        description = text_in(self.frame.site.description, reading.languages)
        questions, general = (questions_in(facts, reading.languages, kind) for kind in ("questions", "general"))
        own = [iri for found in samples.values() for iri in found if iri.startswith(self.frame.base + "id/")]
        return self.frame.render(
            "landing.html",
            reading,
            "",
            summary=description.text,
            description=description,
            facts=facts,
            overview=overview,
            picture=picture_of(overview, names),
            ties=list(rows(overview, names)),
            ways=[
                (*told, [names.of(iri) for iri in samples[told[1].iri] if iri in members])
                for told in called[: len(ways)]
            ],
            further=sorted(called[len(ways) :], key=lambda told: (told[1].text.casefold(), told[1].iri)),
            vocabularies=[names.of(iri) for iri in ontologies],
            graphs=[(row, names.of_graph(row["iri"])) for row in facts["graphs"]],
            questions=(questions or general)[:QUESTIONS],
            asked=len(questions or general),
            example=own[0] if own else self.frame.base + "dataset",
        )

    def _ontologies(self) -> list[str]:
        """Return the IRIs of the site's own ontologies, the first few."""
        found = self.frame.documents.members(OWL + "Ontology", 1)
        return [iri for iri in found if iri.startswith(self.frame.base)][:VOCABULARIES]

    def _ways_in(self, facts: Facts) -> list[Mapping[str, Any]]:
        """Return the classes that the data is about: what readers look for first, else those with most members."""
        of_evidence = self.frame.documents.receipts.classes
        rows = [
            row for row in facts["classes"] if row["iri"] not in of_evidence and not row["iri"].startswith(TECHNICAL)
        ]
        looked_at = rows[:RANKED] + [row for row in rows[RANKED:] if row["iri"] in PEOPLE]
        return sorted(looked_at, key=lambda row: self._rank(row["iri"], row["total"]))

    def _rank(self, iri: str, total: int) -> tuple[bool, bool, int, bool]:
        """Return the place of a class among the ways in, by itself and by what the data says it is a kind of."""
        about = self.frame.documents.describe(iri)
        said = own_quads(about) if about else []
        kinds = {iri, *(name_of(quad.object) for quad in said if quad.predicate.value == KIND_OF)}
        is_own = iri.startswith(self.frame.base)
        return bool(kinds & SERVING), not kinds & PEOPLE, -total * (OWN if is_own else 1), not is_own

    def dataset(self, reading: Reading, facts: Facts, quads: Sequence[Quad]) -> str:
        """Return the dataset's description of itself for people."""
        own = by_subject(quads).get(NamedNode(self.frame.base + "dataset"), {})
        relations = [one for one in outgoing(own) if one.predicate not in IN_TABLES]
        iris = iris_of(term for one in relations for term in one.named()) | {one.predicate for one in relations}
        literals = {key: self.frame.documents.fact(key) for key in ("datatypes", "languages")}
        tables = {key: facts[key][:ROWS] for key in ("classes", "properties", "graphs")}
        tables["datatypes"] = literals["datatypes"][:ROWS]
        iris |= {row["iri"] for rows in tables.values() for row in rows}
        names = self.frame.names(reading, iris)
        return self.frame.render(
            "dataset.html",
            reading,
            self.frame.interface(reading).word("The dataset"),
            facts=facts,
            description=text_in(self.frame.site.description, reading.languages),
            classes=told_apart(tables["classes"], names.of_class, names.short),
            properties=told_apart(tables["properties"], names.of_term, names.short),
            graphs=told_apart(tables["graphs"], names.of_graph, names.short),
            datatypes=told_apart(tables["datatypes"], names.of_term, names.short),
            languages=[(row, sum(part["total"] for part in row["labels"])) for row in literals["languages"][:ROWS]],
            totals={key: len(rows) for key, rows in literals.items()},
            groups=self.frame.composer(reading, names, quads).groups(relations, None),
        )

    def dumps(self, reading: Reading, facts: Facts) -> str:
        """Return the listing of the files that hold the data."""
        names = self.frame.names(reading, _graph_iris(facts))
        parts: dict[str | None, dict[str, dict[str, Mapping[str, Any]]]] = {}
        for row in facts["dumps"]:
            label = _format_label(row["format"])
            parts.setdefault(row["graph"], {}).setdefault(label, {})[row["compression"] or ""] = row
        return self.frame.render(
            "dumps.html",
            reading,
            self.frame.interface(reading).word("Downloads"),
            parts_of=parts,
            graphs={row["name"]: names.of_graph(row["iri"]) for row in facts["graphs"]},
            facts=facts,
        )

    def source(self, reading: Reading, text: str) -> str:
        """Return the source document: sentence by sentence with what rests on them, or paragraph by paragraph."""
        table = self.frame.documents.receipts
        if table.source is None:
            paragraphs = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
            return self._source(reading, None, paragraphs=[one.strip("\n") for one in paragraphs if one.strip()])
        receipts = table.first(STATEMENTS)
        document = table.source.iri if not table.source.iri.startswith("_:") else ""
        names = self.frame.names(reading, iris_in(receipts) | {document} - {""})
        composer = self.frame.composer(reading, names)
        blocks = Blocks(composer, names, lambda receipt: receipt.anchor)
        return self._source(
            reading,
            names.of_term(document) if document else None,
            blocks=blocks.blocks(table.sentences(), receipts, is_whole=True),
        )

    def _source(self, reading: Reading, document: Name | None, **content: Any) -> str:
        title = self.frame.interface(reading).word("The source document")
        name = document if document and document.is_label else None
        content = {"blocks": (), "paragraphs": (), "language": self.frame.document_language, **content}
        return self.frame.render("source.html", reading, name.text if name else title, document=name, **content)


def _format_label(word: str) -> str:
    row = by_word(word, DUMP_FORMATS)
    return row.label if row else word


def _graph_iris(facts: Facts) -> set[str]:
    return {row["iri"] for row in facts["graphs"]}
