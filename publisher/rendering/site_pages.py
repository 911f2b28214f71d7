"""Pages about the site: where to begin, the dataset, its files, the source document, what went wrong."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pyoxigraph import NamedNode, Quad

from publisher.formats import DUMP_FORMATS, by_word
from publisher.namespaces import DCAT, DCTERMS, OA, OWL, RDF, RDFS, SD, SH, VOID
from publisher.rendering.evidence import Blocks
from publisher.rendering.frame import Facts, Framed, Reading, questions_in, text_in
from publisher.rendering.names import Name, iris_of
from publisher.rendering.records import iris_in
from publisher.rendering.relations import by_subject, outgoing

STATEMENTS = 3000  # statements on the page of the source document
CLASSES = 12  # classes on the landing page
SAMPLES = 4  # things named under each of them
QUESTIONS = 10  # questions on the landing page: the first, so that a site chooses them by naming its files
# Ways in are by what the data is about, not by how it is described.
TECHNICAL = (OWL, RDF, RDFS, SH, OA, VOID, DCAT, SD)
# What the dataset says of itself that its page shows in tables of its own.
IN_TABLES = frozenset(
    {
        *(VOID + name for name in ("classPartition", "propertyPartition", "dataDump", "vocabulary", "subset")),
        DCAT + "distribution",
        DCTERMS + "hasPart",
    }
)


class SitePages(Framed):
    """Pages about the publication itself."""

    def landing(self, reading: Reading, facts: Facts) -> str:
        """Return the page that says what this is and where to begin."""
        rows = self._ways_in(facts)
        samples = {row["iri"]: self.frame.documents.members(row["iri"], 1)[:SAMPLES] for row in rows}
        members = {iri for found in samples.values() for iri in found if not iri.startswith("_:")}
        names = self.frame.names(reading, members | set(samples) | _graph_iris(facts))
        description = text_in(self.frame.site.description, reading.languages)
        own = [iri for found in samples.values() for iri in found if iri.startswith(self.frame.base + "id/")]
        return self.frame.render(
            "landing.html",
            reading,
            "",
            summary=description.text,
            description=description,
            facts=facts,
            ways=[
                (row, names.of_class(row["iri"]), [names.of(iri) for iri in samples[row["iri"]] if iri in members])
                for row in rows
            ],
            graphs=[(row, names.of_graph(row["iri"])) for row in facts["graphs"]],
            questions=questions_in(facts, reading.languages)[:QUESTIONS],
            asked=len(facts["questions"]),
            example=own[0] if own else self.frame.base + "dataset",
        )

    def _ways_in(self, facts: Facts) -> list[Mapping[str, Any]]:
        """Return the classes to begin with: the site's own first, then those with most things."""
        of_evidence = self.frame.documents.receipts.classes
        rows = [
            row for row in facts["classes"] if row["iri"] not in of_evidence and not row["iri"].startswith(TECHNICAL)
        ]
        return sorted(rows, key=lambda row: (not row["iri"].startswith(self.frame.base), -row["total"]))[:CLASSES]

    def dataset(self, reading: Reading, facts: Facts, quads: Sequence[Quad]) -> str:
        """Return the dataset's description of itself for people."""
        own = by_subject(quads).get(NamedNode(self.frame.base + "dataset"), {})
        relations = [one for one in outgoing(own) if one.predicate not in IN_TABLES]
        iris = iris_of(term for one in relations for term in one.named()) | {one.predicate for one in relations}
        iris |= {row["iri"] for key in ("classes", "properties", "graphs") for row in facts[key]}
        names = self.frame.names(reading, iris)
        return self.frame.render(
            "dataset.html",
            reading,
            self.frame.interface(reading).word("The dataset"),
            facts=facts,
            description=text_in(self.frame.site.description, reading.languages),
            classes=[(row, names.of_class(row["iri"]), names.links.about(row["iri"])) for row in facts["classes"]],
            properties=[(row, names.of_term(row["iri"])) for row in facts["properties"]],
            graphs=[(row, names.of_graph(row["iri"])) for row in facts["graphs"]],
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

    def error(
        self, reading: Reading, status: int, title: str, detail: str, links: Sequence[Mapping[str, Any]] = ()
    ) -> str:
        """Return the page for an HTTP error; `links` are variants: `type` and, if any, `href`."""
        return self.frame.render(
            "error.html", reading, title, status=status, title=title, detail=detail, variants=links
        )


def _format_label(word: str) -> str:
    row = by_word(word, DUMP_FORMATS)
    return row.label if row else word


def _graph_iris(facts: Facts) -> set[str]:
    return {row["iri"] for row in facts["graphs"]}
