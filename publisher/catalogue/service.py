"""The SPARQL Service Description: languages, formats, extensions, dataset and graphs, and the limits of a query."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import Quad

from publisher.catalogue import otherwise
from publisher.catalogue.extensions import FUNCTIONS, LANGUAGE
from publisher.catalogue.statements import count, graph_node, link, named_graph, text, typed, typed_text
from publisher.formats import RDF_FORMATS, RESULT_FORMATS
from publisher.namespaces import FORMATS, RDFS, SCHEMA, SD, VOID, XSD
from publisher.settings import Limits
from publisher.statistics import Graph, Statistics
from publisher.store.held import Held

# https://www.w3.org/ns/formats/: the names that SPARQL Service Description uses.
FORMAT_NAMES: Mapping[str, str] = MappingProxyType(
    {
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
)


@dataclass(frozen=True)
class Limit:
    """A limit as it is described: the key of `[limits]`, its unit by UN/CEFACT's code, and what it limits."""

    key: str
    unit: str
    en: str
    ja: str


SECONDS, MEGABYTES, BYTES, ONE = "SEC", "4L", "AD", "C62"
LIMITS = (
    Limit("query_seconds", SECONDS, "Time of a query", "クエリの実行時間"),
    Limit("query_memory_mb", MEGABYTES, "Memory of a query", "クエリの使用メモリ"),
    Limit("result_mb", MEGABYTES, "Size of a result", "結果の大きさ"),
    Limit("concurrent_queries", ONE, "Queries evaluated at once by a worker", "ワーカーごとの同時実行クエリ数"),
    Limit("request_bytes", BYTES, "Length of a request's body", "リクエスト本文の長さ"),
)


def service_description(base: str, statistics: Statistics, held: Held) -> list[Quad]:
    """Return the SPARQL Service Description of the endpoint below a base, without the limits that it runs under.

    What its graphs hold is told as queries find it.
    """
    endpoint = base + "sparql"
    rows = [
        *typed(endpoint, SD + "Service"),
        link(endpoint, SD + "endpoint", endpoint),
        link(endpoint, SD + "supportedLanguage", SD + "SPARQL11Query"),
        link(endpoint, SD + "feature", SD + "UnionDefaultGraph"),
        link(endpoint, SD + "defaultEntailmentRegime", "http://www.w3.org/ns/entailment/Simple"),
        *_formats(endpoint),
        *_extensions(endpoint),
        *_dataset(endpoint, base, statistics.graphs, held),
        *otherwise.of_service(base, statistics, held),
    ]
    return sorted(set(rows), key=str)


def limits_description(base: str, limits: Limits) -> list[Quad]:
    """Return the limits under which queries are answered, for readers and for programs.

    schema.org's PropertyValue is the one widely known vocabulary for a named number with its unit; `propertyID` is
    the key in `publisher.toml`.
    """
    endpoint = base + "sparql"
    comment = (
        f"A query is ended after {limits.query_seconds:g} s or {limits.query_memory_mb} MB of memory, "
        f"and a result may have {limits.result_mb} MB; past that the answer is 503, never a part of a result."
    )
    return [
        text(endpoint, RDFS + "comment", comment, "en"),
        *(quad for limit in LIMITS for quad in _limit(endpoint, limit, getattr(limits, limit.key))),
    ]


def _limit(endpoint: str, limit: Limit, value: float) -> Iterator[Quad]:
    node = f"{endpoint}#limit-{limit.key.replace('_', '-')}"
    yield link(endpoint, SCHEMA + "additionalProperty", node)
    yield from typed(node, SCHEMA + "PropertyValue")
    yield text(node, SCHEMA + "propertyID", limit.key)
    yield text(node, SCHEMA + "name", limit.en, "en")
    yield text(node, SCHEMA + "name", limit.ja, "ja")
    yield _number(node, value)
    yield text(node, SCHEMA + "unitCode", limit.unit)


def _number(node: str, value: float) -> Quad:
    whole = int(value)
    if whole == value:
        return count(node, SCHEMA + "value", whole)
    return typed_text(node, SCHEMA + "value", f"{value:f}".rstrip("0"), XSD + "decimal")


def _formats(endpoint: str) -> Iterator[Quad]:
    for row in (*RDF_FORMATS, *RESULT_FORMATS):
        if row.name in FORMAT_NAMES:
            name = FORMATS + FORMAT_NAMES[row.name]
            yield link(endpoint, SD + "resultFormat", name)
            yield from typed(name, FORMATS + "Format")
            yield text(name, FORMATS + "media_type", row.media_type)
            yield text(name, FORMATS + "preferred_suffix", f".{row.suffix}")


def _extensions(endpoint: str) -> Iterator[Quad]:
    for function in FUNCTIONS:
        yield link(endpoint, SD + "extensionFunction", function)
        yield from typed(function, SD + "Function")
    prefixes = f"{endpoint}#prefixes"
    words = {**LANGUAGE, prefixes: "Prefixes that the site declares are known without PREFIX"}
    for extension, words_of_it in words.items():
        yield link(endpoint, SD + "languageExtension", extension)
        yield from typed(extension, SD + "Feature")
        yield text(extension, RDFS + "label", words_of_it, "en")


def _dataset(endpoint: str, base: str, graphs: Sequence[Graph], held: Held) -> Iterator[Quad]:
    """Yield the default dataset; its named graphs are also those that FROM and the protocol may choose from."""
    dataset, default = f"{endpoint}#dataset", f"{endpoint}#default-graph"
    yield link(endpoint, SD + "defaultDataset", dataset)
    yield link(endpoint, SD + "availableGraphs", dataset)
    yield from typed(dataset, SD + "Dataset", SD + "GraphCollection")
    yield link(dataset, SD + "defaultGraph", default)
    yield from _graph(default, held.triples)
    for part in graphs:
        named, node = graph_node(base, part), f"{endpoint}#graph-{part.name}"
        yield link(dataset, SD + "namedGraph", named)
        yield from named_graph(base, part)
        yield link(named, SD + "graph", node)
        yield from _graph(node, held.graphs.get(part.iri, 0))


def _graph(node: str, triples: int) -> Iterator[Quad]:
    yield from typed(node, SD + "Graph", VOID + "Dataset")
    yield count(node, VOID + "triples", triples)
