"""The dataset's description of itself: DCAT 3, VoID and SPARQL Service Description."""

from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Quad

from publisher.dumps import DumpFile
from publisher.formats import RDF_FORMATS, RESULT_FORMATS
from publisher.namespaces import (
    DCAT,
    DCTERMS,
    FOAF,
    FORMATS,
    RDF,
    RDFS,
    SD,
    SPDX,
    VOID,
    XSD,
)
from publisher.settings import Limits, Site
from publisher.statistics import Part, Statistics
from publisher.syntax.iris import is_absolute

MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
# https://www.w3.org/ns/formats/: the names that SPARQL Service Description uses.
FORMAT_NAMES: Mapping[str, str] = {
    "turtle": "Turtle",
    "jsonld": "JSON-LD",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "trig": "TriG",
    "nquads": "N-Quads",
    "n3": "N3",
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
}


class Catalogue:
    """Writes what a snapshot says of its dataset, as quads of the default graph."""

    def __init__(self, site: Site, base: str, statistics: Statistics, dumps: Sequence[DumpFile]) -> None:
        self._site, self._base, self._statistics, self._dumps = site, base, statistics, dumps
        self._dataset = base + "dataset"
        self._endpoint = base + "sparql"

    def dataset(self) -> list[Quad]:
        """Return the catalogue, the dataset with its partitions and distributions, and the query service."""
        return sorted(
            {*self._catalog(), *self._about(), *self._partitions(), *self._distributions(), *self._service()}, key=str
        )

    def service(self, limits: Limits) -> list[Quad]:
        """Return the SPARQL Service Description, with the limits under which queries are answered."""
        endpoint, dataset = self._endpoint, f"{self._endpoint}#dataset"
        default = f"{self._endpoint}#default-graph"
        rows = [
            *_typed(endpoint, SD + "Service"),
            _link(endpoint, SD + "endpoint", endpoint),
            _link(endpoint, SD + "supportedLanguage", SD + "SPARQL11Query"),
            _link(endpoint, SD + "feature", SD + "UnionDefaultGraph"),
            _link(endpoint, SD + "defaultEntailmentRegime", "http://www.w3.org/ns/entailment/Simple"),
            *(
                _link(endpoint, SD + "resultFormat", FORMATS + FORMAT_NAMES[row.name])
                for row in (*RDF_FORMATS, *RESULT_FORMATS)
                if row.name in FORMAT_NAMES
            ),
            _link(endpoint, SD + "defaultDataset", dataset),
            *_typed(dataset, SD + "Dataset"),
            _link(dataset, SD + "defaultGraph", default),
            *_typed(default, SD + "Graph", VOID + "Dataset"),
            _count(default, VOID + "triples", self._statistics.triples),
            *(_link(dataset, SD + "namedGraph", self._graph_node(part)) for part in self._statistics.graphs),
            *self._graphs(),
            _text(
                endpoint,
                RDFS + "comment",
                f"A query is ended after {limits.query_seconds:g} seconds or {limits.query_memory_mb} MB of memory, "
                f"and a result may have {limits.result_mb} MB; past that the answer is 503, never a part of a result.",
                "en",
            ),
        ]
        return sorted(set(rows), key=str)

    def _catalog(self) -> Iterator[Quad]:
        catalog = self._base
        yield from _typed(catalog, DCAT + "Catalog")
        yield from self._words(catalog)
        yield _link(catalog, DCAT + "dataset", self._dataset)
        yield _link(catalog, DCAT + "service", self._endpoint)
        yield _link(catalog, FOAF + "homepage", self._base)

    def _about(self) -> Iterator[Quad]:
        dataset, statistics = self._dataset, self._statistics
        yield from _typed(dataset, DCAT + "Dataset", VOID + "Dataset")
        yield from self._words(dataset)
        if self._site.modified:
            yield _typed_text(dataset, DCTERMS + "modified", self._site.modified.isoformat(), XSD + "date")
        yield _link(dataset, DCAT + "landingPage", self._base)
        yield _link(dataset, FOAF + "homepage", self._base)
        yield _link(dataset, VOID + "sparqlEndpoint", self._endpoint)
        yield _text(dataset, VOID + "uriSpace", self._base)
        yield _link(dataset, DCTERMS + "conformsTo", self._base + "shapes")
        yield _link(dataset, RDFS + "seeAlso", self._base + "report")
        for predicate, number in (
            ("triples", statistics.triples),
            ("distinctSubjects", statistics.subjects),
            ("distinctObjects", statistics.objects),
            ("classes", len(statistics.classes)),
            ("properties", len(statistics.properties)),
        ):
            yield _count(dataset, VOID + predicate, number)
        for example in statistics.examples:
            yield _link(dataset, VOID + "exampleResource", example)
        for vocabulary in statistics.vocabularies:
            yield _link(dataset, VOID + "vocabulary", vocabulary)

    def _words(self, subject: str) -> Iterator[Quad]:
        """Yield title, description, licence and publisher."""
        site = self._site
        for predicate, texts in ((DCTERMS + "title", site.title), (DCTERMS + "description", site.description)):
            for language, text in sorted(texts.items()):
                yield _text(subject, predicate, text, language)
        if site.licence:
            yield _link_or_text(subject, DCTERMS + "license", DCTERMS + "rights", site.licence)
        if site.creator and is_absolute(site.creator):
            yield _link(subject, DCTERMS + "publisher", site.creator)
            yield _link(subject, DCTERMS + "creator", site.creator)
        elif site.creator:
            publisher = self._dataset + "#publisher"
            yield _link(subject, DCTERMS + "publisher", publisher)
            yield from _typed(publisher, FOAF + "Agent")
            yield _text(publisher, FOAF + "name", site.creator)

    def _partitions(self) -> Iterator[Quad]:
        for part in self._statistics.classes:
            yield from self._partition("class", "entities", part)
            yield _link(f"{self._dataset}#class-{part.name}", FOAF + "page", f"{self._base}class/{part.name}")
        for part in self._statistics.properties:
            yield from self._partition("property", "triples", part)
        for part in self._statistics.graphs:
            yield _link(self._dataset, VOID + "subset", self._graph_node(part))
        yield from self._graphs()

    def _partition(self, kind: str, counted: str, part: Part) -> Iterator[Quad]:
        """Yield the partition of a class or property, whose things or triples are counted (VoID, section 4.5)."""
        node = f"{self._dataset}#{kind}-{part.name}"
        yield _link(self._dataset, f"{VOID}{kind}Partition", node)
        yield from _typed(node, VOID + "Dataset")
        yield _link(node, VOID + kind, part.iri)
        yield _count(node, VOID + counted, part.total)

    def _graph_node(self, part: Part) -> str:
        return f"{self._dataset}#graph-{part.name}"

    def _graphs(self) -> Iterator[Quad]:
        for part in self._statistics.graphs:
            node = self._graph_node(part)
            yield from _typed(node, VOID + "Dataset", SD + "NamedGraph")
            yield _link(node, SD + "name", part.iri)
            yield _link(node, SD + "graph", node)
            yield from _typed(node, SD + "Graph")
            yield _count(node, VOID + "triples", part.total)
            yield _link(node, FOAF + "page", f"{self._base}graph/{part.name}")

    def _distributions(self) -> Iterator[Quad]:
        for dump in self._dumps:
            node = f"{self._base}dumps/{dump.file}"
            yield _link(self._dataset, DCAT + "distribution", node)
            yield _link(self._dataset, VOID + "dataDump", node)
            yield from _typed(node, DCAT + "Distribution")
            yield _text(node, DCTERMS + "title", dump.file)
            yield _link(node, DCAT + "downloadURL", node)
            yield _link(node, DCAT + "accessURL", node)
            media_type = next(row.media_type for row in RDF_FORMATS if row.name == dump.format)
            yield _link(node, DCAT + "mediaType", MEDIA_TYPES + media_type)
            if dump.compression:
                yield _link(node, DCAT + "compressFormat", MEDIA_TYPES + dump.media_type)
            yield _typed_text(node, DCAT + "byteSize", str(dump.bytes), XSD + "nonNegativeInteger")
            if self._site.licence:
                yield _link_or_text(node, DCTERMS + "license", DCTERMS + "rights", self._site.licence)
            checksum = f"{self._dataset}#checksum-{dump.file}"
            yield _link(node, SPDX + "checksum", checksum)
            yield from _typed(checksum, SPDX + "Checksum")
            yield _link(checksum, SPDX + "algorithm", SPDX + "checksumAlgorithm_sha256")
            yield _typed_text(checksum, SPDX + "checksumValue", dump.sha256, XSD + "hexBinary")

    def _service(self) -> Iterator[Quad]:
        yield from _typed(self._endpoint, DCAT + "DataService")
        yield _text(self._endpoint, DCTERMS + "title", "SPARQL", "en")
        yield _link(self._endpoint, DCAT + "endpointURL", self._endpoint)
        yield _link(self._endpoint, DCAT + "endpointDescription", self._endpoint)
        yield _link(self._endpoint, DCAT + "servesDataset", self._dataset)
        yield _link(self._endpoint, DCTERMS + "conformsTo", "https://www.w3.org/TR/sparql11-protocol/")


def _typed(subject: str, *classes: str) -> Iterator[Quad]:
    for one in classes:
        yield _link(subject, RDF + "type", one)


def _link(subject: str, predicate: str, thing: str) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), NamedNode(thing))


def _text(subject: str, predicate: str, text: str, language: str = "") -> Quad:
    literal = Literal(text, language=language) if language else Literal(text)
    return Quad(NamedNode(subject), NamedNode(predicate), literal)


def _typed_text(subject: str, predicate: str, text: str, datatype: str) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), Literal(text, datatype=NamedNode(datatype)))


def _count(subject: str, predicate: str, number: int) -> Quad:
    return _typed_text(subject, predicate, str(number), XSD + "integer")


def _link_or_text(subject: str, link: str, text: str, value: str) -> Quad:
    return _link(subject, link, value) if is_absolute(value) else _text(subject, text, value)
