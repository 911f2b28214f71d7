"""SPARQL 1.1 Service Description, 3: what the description claims is what the endpoint does."""

from pathlib import Path

import pytest
import rdflib
from conformance_site import LIMITS, graph_iri, write_conformance_site
from exchanges import QUERY, Exchange, said
from http_support import triples
from rdflib import RDFS, SDO, VOID, XSD, Literal, URIRef
from support import Server, publisher, serving

from publisher.catalogue.extensions import FUNCTIONS, GEOSPARQL, LANGUAGE
from publisher.catalogue.service import FORMAT_NAMES
from publisher.formats import RDF_FORMATS, RESULT_FORMATS, TURTLE, Format

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = rdflib.Namespace("http://www.w3.org/ns/formats/")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
# Every function of GeoSPARQL 1.1, and every datatype that might be a cast and is none of SPARQL 1.1 Query, 17.5.
GEOSPARQL_NAMES = """
    sfEquals sfDisjoint sfIntersects sfTouches sfCrosses sfWithin sfContains sfOverlaps relate
    ehEquals ehDisjoint ehMeet ehOverlap ehCovers ehCoveredBy ehInside ehContains
    rcc8eq rcc8dc rcc8ec rcc8po rcc8tppi rcc8tpp rcc8ntpp rcc8ntppi
    distance metricDistance area metricArea length metricLength perimeter metricPerimeter
    buffer metricBuffer boundary boundingCircle centroid concaveHull convexHull envelope
    intersection union difference symDifference transform getSRID
    dimension coordinateDimension spatialDimension isEmpty isSimple is3D isMeasured
    asGML asWKT asGeoJSON asKML asDGGS minX minY minZ maxX maxY maxZ
    geometryN geometryType numGeometries aggUnion aggBoundingBox aggBoundingCircle aggCentroid aggConvexHull
"""
XSD_NAMES = """
    date time dateTimeStamp gYear gYearMonth gMonth gMonthDay gDay duration yearMonthDuration dayTimeDuration
    byte short int long unsignedByte unsignedShort unsignedInt unsignedLong
    positiveInteger nonNegativeInteger negativeInteger nonPositiveInteger
    hexBinary base64Binary anyURI language normalizedString token Name NCName NMTOKEN
"""
KNOWABLE = (*(GEOSPARQL + name for name in GEOSPARQL_NAMES.split()), *(str(XSD[name]) for name in XSD_NAMES.split()))
# A question that only an endpoint with the extension answers.
PROOFS = {
    "SEP-0002": 'ASK { FILTER(xsd:date("2026-01-02") - xsd:date("2026-01-01") = "P1D"^^xsd:dayTimeDuration) }',
    "SEP-0006": "ASK { VALUES ?a { 1 } LATERAL { SELECT ?a (?a + 1 AS ?b) {} } FILTER(?b = 2) }",
    "sparql12": 'ASK { BIND(<<( <urn:a> <urn:b> 1 )>> AS ?t) FILTER(isTRIPLE(?t) && hasLANG("x"@en)) }',
    "#prefixes": "ASK { ?s ex:p 1 }",
}


@pytest.fixture(scope="module")
def described(conformance_server: Server) -> rdflib.Graph:
    """Return what the endpoint says of itself."""
    return rdflib.Graph().parse(data=conformance_server.get("sparql").text, format="turtle")


@pytest.mark.parametrize(
    "row",
    [row for row in (*RDF_FORMATS, *RESULT_FORMATS) if row.name in FORMAT_NAMES],
    ids=lambda row: f"3.2.14 {row.label}",
)
def test_a_format_that_is_claimed_is_given(conformance_server: Server, described: rdflib.Graph, row: Format) -> None:
    claimed = str(described.value(FORMATS[FORMAT_NAMES[row.name]], FORMATS.media_type))
    query = "CONSTRUCT WHERE { ?s ex:p ?v }" if row in RDF_FORMATS else "SELECT ?v { ?s ex:p ?v }"
    for url, accept in (([("query", query)], claimed), ([("query", query), ("format", claimed)], None)):
        Exchange("3.2.14", "", url=url, accept=accept, type=row.content_type).check(conformance_server)
    suffix = str(described.value(FORMATS[FORMAT_NAMES[row.name]], FORMATS.preferred_suffix)).removeprefix(".")
    Exchange("3.2.14", "", url=[("query", query), ("format", suffix)], type=row.content_type).check(conformance_server)


def test_every_format_that_is_given_is_claimed() -> None:
    assert {row.name for row in (*RDF_FORMATS, *RESULT_FORMATS)} - set(FORMAT_NAMES) == {"html"}


def test_each_graph_that_is_claimed_answers_with_its_triples(
    conformance_server: Server, described: rdflib.Graph
) -> None:
    graphs = list(described.subject_objects(SD.name))
    assert graphs
    for node, name in graphs:
        claimed = int(str(described.value(described.value(node, SD.graph), VOID.triples)))
        for query, parameter in (
            (COUNT, "default-graph-uri"),
            ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "named-graph-uri"),
        ):
            row = Exchange("3.2.18", "", url=[("query", query), (parameter, str(name))], gives=(claimed,))
            row.check(conformance_server)
        by_from = COUNT.replace("{", f"FROM <{name}> {{")
        Exchange("3.2.18", "", url=[("query", by_from)], gives=(claimed,)).check(conformance_server)
        read = conformance_server.get("store", params={"graph": str(name)})
        assert len(triples(read, TURTLE)) == claimed


def test_only_the_graphs_that_are_claimed_are_there(conformance_server: Server, described: rdflib.Graph) -> None:
    there = said(
        Exchange("3.2.13", "", url=[("query", "SELECT DISTINCT ?g { GRAPH ?g {} }")]).check(conformance_server)
    )
    assert set(there) == {str(name) for name in described.objects(None, SD.name)}


def test_the_default_graph_has_the_triples_that_are_claimed(
    conformance_server: Server, described: rdflib.Graph
) -> None:
    default = described.value(URIRef(conformance_server.base + "sparql#dataset"), SD.defaultGraph)
    claimed = int(str(described.value(default, VOID.triples)))
    Exchange("3.2.16", "", url=[("query", COUNT)], gives=(claimed,)).check(conformance_server)
    assert len(triples(conformance_server.get("store?default"), TURTLE)) == claimed


def test_the_default_graph_is_the_union(conformance_server: Server) -> None:
    for query in (
        "ASK { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }",
        "ASK { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }",
    ):
        Exchange("3.4.5", "", url=[("query", query)], gives=False).check(conformance_server)


def test_no_entailment_is_the_entailment_that_is_claimed(conformance_server: Server) -> None:
    Exchange("3.2.3", "", url=[("query", "ASK { ex:p a rdf:Property }")], gives=False).check(conformance_server)


@pytest.mark.parametrize("function", KNOWABLE, ids=lambda name: f"3.2.7 {name}")
def test_a_function_is_known_where_it_is_claimed_and_only_there(conformance_server: Server, function: str) -> None:
    query = f"SELECT (<{function}>(1) AS ?x) {{}}"
    Exchange("3.2.7", "", url=[("query", query)], status=200 if function in FUNCTIONS else 400).check(
        conformance_server
    )


def test_no_function_is_claimed_that_nobody_tried() -> None:
    assert set(FUNCTIONS) <= set(KNOWABLE)
    assert len(set(FUNCTIONS)) == len(FUNCTIONS)


def test_a_function_gives_what_its_definition_says(conformance_server: Server) -> None:
    wkt = "http://www.opengis.net/ont/geosparql#wktLiteral"
    for query in (
        f'ASK {{ FILTER(<{GEOSPARQL}sfContains>("POLYGON((0 0,2 0,2 2,0 2,0 0))"^^<{wkt}>, "POINT(1 1)"^^<{wkt}>)) }}',
        f'ASK {{ FILTER(!<{GEOSPARQL}sfContains>("POLYGON((0 0,2 0,2 2,0 2,0 0))"^^<{wkt}>, "POINT(3 1)"^^<{wkt}>)) }}',
        f'ASK {{ FILTER(<{XSD.gYear}>("2026-11-23"^^xsd:date) = "2026"^^xsd:gYear) }}',
    ):
        Exchange("3.2.7", "", url=[("query", query)], gives=True).check(conformance_server)


@pytest.mark.parametrize("proof", PROOFS, ids=lambda name: f"3.2.9 {name}")
def test_an_extension_of_the_language_works(conformance_server: Server, described: rdflib.Graph, proof: str) -> None:
    claimed = [one for one in described.objects(None, SD.languageExtension) if proof in str(one)]
    assert len(claimed) == 1
    Exchange("3.2.9", "", url=[("query", PROOFS[proof])], gives=True).check(conformance_server)


def test_every_extension_has_a_proof(described: rdflib.Graph) -> None:
    assert len(set(described.objects(None, SD.languageExtension))) == len(LANGUAGE) + 1 == len(PROOFS)


def test_the_limits_hold(conformance_server: Server, described: rdflib.Graph) -> None:
    limits = {
        str(described.value(one, SDO.propertyID)): described.value(one, SDO.value)
        for one in described.objects(None, SDO.additionalProperty)
    }
    bodies = int(str(limits["request_bytes"]))
    for length, status in ((bodies, 200), (bodies + 1, 413)):
        Exchange("", "", body="ASK {} #".ljust(length, "x"), kind=QUERY, status=status).check(conformance_server)
    wide = 'SELECT ?x ("{}" AS ?y) {{ ?a ex:p ?x . ?b ex:p ?c . ?d ex:p ?e }}'
    for letters, status in ((3000, 200), (6000, 503)):  # 2 197 rows
        row = Exchange("", "", form=[("query", wide.format("x" * letters)), ("format", "csv")], status=status)
        assert len(row.check(conformance_server).content) < float(str(limits["result_mb"])) * 1_000_000


def test_a_server_tells_its_own_limits_whatever_those_of_the_build_were(tmp_path: Path) -> None:
    site, state = write_conformance_site(tmp_path / "site"), tmp_path / "state"
    built = publisher("build", "--site", site, "--state", state, PUBLISHER_LIMITS_QUERY_SECONDS="3")
    assert built.returncode == 0, built.stderr
    with serving(site, state, PUBLISHER_SERVE_WORKERS="1", PUBLISHER_LIMITS_QUERY_SECONDS="4") as server:
        graph = rdflib.Graph().parse(data=server.get("sparql").text)
        (node,) = graph.subjects(SDO.propertyID, Literal("query_seconds"))
        assert graph.value(node, SDO.value) == Literal(4)
        assert "4 s or" in str(graph.value(URIRef(server.base + "sparql"), RDFS.comment))
        assert URIRef(graph_iri(server.base, "graph/left")) in set(graph.objects(None, SD.name))
        assert len(LIMITS) == len(list(graph.objects(None, SDO.additionalProperty)))
