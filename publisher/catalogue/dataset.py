"""The catalogue: the dataset with its partitions and distributions, and the query service (DCAT 3, VoID)."""

from collections.abc import Iterator, Sequence

from pyoxigraph import Quad

from publisher.catalogue import otherwise
from publisher.catalogue.partitions import partitions
from publisher.catalogue.service import service_description
from publisher.catalogue.statements import link, link_or_text, text, typed, typed_text
from publisher.dumps import DumpFile
from publisher.formats import RDF_FORMATS
from publisher.namespaces import DCAT, DCTERMS, FOAF, RDFS, SPDX, VOID, XSD
from publisher.settings import Site
from publisher.statistics import Statistics
from publisher.store.held import Held
from publisher.syntax.iris import is_absolute

MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


class Catalogue:
    """Writes what a snapshot says of its dataset, as quads of the default graph.

    `statistics` count it as it is written, `held` as queries find it.
    """

    def __init__(self, site: Site, base: str, statistics: Statistics, held: Held, dumps: Sequence[DumpFile]) -> None:
        self._site, self._base, self._dumps = site, base, dumps
        self._statistics, self._held = statistics, held
        self._dataset = base + "dataset"
        self._endpoint = base + "sparql"

    def dataset(self) -> list[Quad]:
        """Return the catalogue, the dataset with its partitions and distributions, and the query service."""
        return sorted(
            {
                *self._catalog(),
                *self._about(),
                *partitions(self._base, self._statistics),
                *otherwise.of_dataset(self._base, self._statistics, self._held),
                *self._distributions(),
                *self._service(),
            },
            key=str,
        )

    def service(self) -> list[Quad]:
        """Return the SPARQL Service Description; what limits queries is the server's to add."""
        return service_description(self._base, self._statistics, self._held)

    def _catalog(self) -> Iterator[Quad]:
        catalog = self._base
        yield from typed(catalog, DCAT + "Catalog")
        yield from self._words(catalog)
        yield link(catalog, DCAT + "dataset", self._dataset)
        yield link(catalog, DCAT + "service", self._endpoint)
        yield link(catalog, FOAF + "homepage", self._base)

    def _about(self) -> Iterator[Quad]:
        dataset, statistics = self._dataset, self._statistics
        yield from typed(dataset, DCAT + "Dataset", VOID + "Dataset")
        yield from self._words(dataset)
        if self._site.modified:
            yield typed_text(dataset, DCTERMS + "modified", self._site.modified.isoformat(), XSD + "date")
        yield link(dataset, DCAT + "landingPage", self._base)
        yield link(dataset, FOAF + "homepage", self._base)
        yield link(dataset, VOID + "sparqlEndpoint", self._endpoint)
        yield text(dataset, VOID + "uriSpace", self._base)
        yield link(dataset, DCTERMS + "conformsTo", self._base + "shapes")
        yield link(dataset, RDFS + "seeAlso", self._base + "report")
        for example in statistics.examples:
            yield link(dataset, VOID + "exampleResource", example)
        for vocabulary in statistics.vocabularies:
            yield link(dataset, VOID + "vocabulary", vocabulary)

    def _words(self, subject: str) -> Iterator[Quad]:
        """Yield title, description, licence and publisher."""
        site = self._site
        for predicate, texts in ((DCTERMS + "title", site.title), (DCTERMS + "description", site.description)):
            for language, words in sorted(texts.items()):
                yield text(subject, predicate, words, language)
        if site.licence:
            yield link_or_text(subject, DCTERMS + "license", DCTERMS + "rights", site.licence)
        if site.creator and is_absolute(site.creator):
            yield link(subject, DCTERMS + "publisher", site.creator)
            yield link(subject, DCTERMS + "creator", site.creator)
        elif site.creator:
            publisher = self._dataset + "#publisher"
            yield link(subject, DCTERMS + "publisher", publisher)
            yield from typed(publisher, FOAF + "Agent")
            yield text(publisher, FOAF + "name", site.creator)

    def _distributions(self) -> Iterator[Quad]:
        for dump in self._dumps:
            node = f"{self._base}dumps/{dump.file}"
            yield link(self._dataset, DCAT + "distribution", node)
            yield link(self._dataset, VOID + "dataDump", node)
            yield from typed(node, DCAT + "Distribution")
            yield text(node, DCTERMS + "title", dump.file)
            yield link(node, DCAT + "downloadURL", node)
            yield link(node, DCAT + "accessURL", node)
            media_type = next(row.media_type for row in RDF_FORMATS if row.name == dump.format)
            yield link(node, DCAT + "mediaType", MEDIA_TYPES + media_type)
            if dump.compression:
                yield link(node, DCAT + "compressFormat", MEDIA_TYPES + dump.media_type)
            yield typed_text(node, DCAT + "byteSize", str(dump.bytes), XSD + "nonNegativeInteger")
            if self._site.licence:
                yield link_or_text(node, DCTERMS + "license", DCTERMS + "rights", self._site.licence)
            checksum = f"{self._dataset}#checksum-{dump.file}"
            yield link(node, SPDX + "checksum", checksum)
            yield from typed(checksum, SPDX + "Checksum")
            yield link(checksum, SPDX + "algorithm", SPDX + "checksumAlgorithm_sha256")
            yield typed_text(checksum, SPDX + "checksumValue", dump.sha256, XSD + "hexBinary")

    def _service(self) -> Iterator[Quad]:
        yield from typed(self._endpoint, DCAT + "DataService")
        yield text(self._endpoint, DCTERMS + "title", "SPARQL", "en")
        yield link(self._endpoint, DCAT + "endpointURL", self._endpoint)
        yield link(self._endpoint, DCAT + "endpointDescription", self._endpoint)
        yield link(self._endpoint, DCAT + "servesDataset", self._dataset)
        yield link(self._endpoint, DCTERMS + "conformsTo", "https://www.w3.org/TR/sparql11-protocol/")
