"""What OWL 2 RL derives from the site: no contradiction, no thing of two kinds; planted contradictions are found."""

import re
from collections.abc import Iterable

import owlrl
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS
from site_graphs import BASE, NAMES, parse, read, site

PREFIXES = f"""\
@prefix activity: <{BASE}id/activity/> .
@prefix contribution: <{BASE}id/contribution/> .
@prefix document: <{BASE}id/document/> .
@prefix event: <{BASE}id/event/> .
@prefix evidence: <{BASE}doc/evidence#> .
@prefix evidence-class: <{BASE}scheme/evidence-class#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix fund: <{BASE}id/fund/> .
@prefix group: <{BASE}id/group/> .
@prefix instant: <{BASE}id/instant/> .
@prefix jw: <{BASE}def#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix organization: <{BASE}id/org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix person: <{BASE}id/person/> .
@prefix place: <{BASE}id/place/> .
@prefix prospect: <{BASE}id/prospect/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix region: <{BASE}id/region/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tenure: <{BASE}id/tenure/> .
@prefix time: <http://www.w3.org/2006/time#> .
@prefix treaty: <{BASE}id/treaty/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# What the public vocabularies themselves say of the terms that this site uses: PROV-O, ORG, FOAF, SKOS, OWL-Time.
PUBLIC = """\
prov:Activity owl:disjointWith prov:Entity .
prov:used rdfs:domain prov:Activity ; rdfs:range prov:Entity .
prov:wasAssociatedWith rdfs:domain prov:Activity ; rdfs:range prov:Agent .
prov:wasAttributedTo rdfs:domain prov:Entity ; rdfs:range prov:Agent .
prov:wasDerivedFrom rdfs:domain prov:Entity ; rdfs:range prov:Entity .
prov:specializationOf rdfs:domain prov:Entity ; rdfs:range prov:Entity .
org:Organization rdfs:subClassOf foaf:Agent ; owl:equivalentClass foaf:Organization .
org:FormalOrganization rdfs:subClassOf org:Organization .
org:OrganizationalUnit rdfs:subClassOf org:Organization .
org:Role rdfs:subClassOf skos:Concept .
org:classification rdfs:domain org:Organization ; rdfs:range skos:Concept .
org:identifier rdfs:domain org:Organization .
org:linkedTo rdfs:domain org:Organization ; rdfs:range org:Organization .
org:member rdfs:domain org:Membership ; rdfs:range foaf:Agent .
org:memberDuring rdfs:domain org:Membership ; rdfs:range time:Interval .
org:organization rdfs:domain org:Membership ; rdfs:range org:Organization .
org:postIn rdfs:domain org:Post ; rdfs:range org:Organization .
org:purpose rdfs:domain org:Organization .
org:role rdfs:range org:Role .
org:unitOf rdfs:domain org:OrganizationalUnit ; rdfs:range org:FormalOrganization .
foaf:Group rdfs:subClassOf foaf:Agent .
foaf:Person rdfs:subClassOf foaf:Agent ; owl:disjointWith foaf:Document, foaf:Organization .
foaf:Document owl:disjointWith foaf:Organization .
skos:Concept owl:disjointWith skos:ConceptScheme .
skos:hasTopConcept rdfs:domain skos:ConceptScheme ; rdfs:range skos:Concept .
skos:inScheme rdfs:range skos:ConceptScheme .
skos:closeMatch rdfs:domain skos:Concept ; rdfs:range skos:Concept .
time:Instant rdfs:subClassOf time:TemporalEntity .
time:Interval rdfs:subClassOf time:TemporalEntity .
time:before rdfs:domain time:TemporalEntity ; rdfs:range time:TemporalEntity .
time:hasBeginning rdfs:domain time:TemporalEntity ; rdfs:range time:Instant .
time:hasTime rdfs:range time:TemporalEntity .
time:inXSDgYear rdfs:domain time:Instant .
time:inXSDgYearMonth rdfs:domain time:Instant .
"""
# The kinds of things that this site tells apart, each with its classes: a thing is of one kind, whatever is derived.
KINDS = {
    "organization": """org:Organization org:FormalOrganization org:OrganizationalUnit foaf:Organization
        schema:GovernmentOrganization jw:AdministrativeUnit jw:ExternalOffice jw:InternationalOrganization""",
    "person": "foaf:Person",
    "group": "foaf:Group jw:BeneficiaryGroup",
    "post": "org:Post",
    "membership": "org:Membership jw:Tenure",
    "happening": """prov:Activity jw:Activity jw:Event jw:AppointmentEvent jw:ContributionStartEvent
        jw:EntryIntoServiceEvent jw:EstablishmentEvent jw:PostUpgradeEvent jw:VoluntaryContribution""",
    "prospect": "jw:Prospect jw:Commitment jw:Expectation",
    "fund": "schema:FundingScheme jw:TrustFund",
    "treaty": "schema:Legislation jw:Treaty",
    "service": "schema:Service jw:FilingSystem",
    "place": "schema:Place schema:City schema:Continent schema:Country jw:Region",
    "instant": "time:Instant jw:PartialInstant",
    "interval": "time:Interval",
    "observation": "schema:Observation jw:MemberStateCount",
    "document": """foaf:Document schema:CollectionPage schema:DigitalDocument schema:WebPage schema:WebSite""",
    "list": "schema:BreadcrumbList",
    "item": "schema:ListItem",
    "contact": "<http://www.w3.org/2006/vcard/ns#Group> schema:ContactPoint",
    "rights": "<http://purl.org/dc/terms/RightsStatement>",
}
# These say nothing of the kind: they cross it.
CROSSING = "owl:Thing foaf:Agent prov:Agent prov:Entity time:TemporalEntity"
# One triple that cannot be true, and the thing of which it makes two kinds: by a type, a domain or a range, also those
# of public vocabularies.
CLASHES = {
    "region:africa a jw:TrustFund": "region:africa",
    "event:upgrade-of-head-of-wipo-japan-office a jw:Tenure": "event:upgrade-of-head-of-wipo-japan-office",
    "treaty:madrid-protocol a jw:FilingSystem": "treaty:madrid-protocol",
    "organization:wipo-office-china a jw:AdministrativeUnit, jw:Region": "organization:wipo-office-china",
    "activity:wjo-symposia a jw:Event": "activity:wjo-symposia",
    "prospect:stronger-cooperation-with-wipo a jw:Expectation": "prospect:stronger-cooperation-with-wipo",
    "prospect:better-support-of-corporate-business-strategies a jw:Activity": (
        "prospect:better-support-of-corporate-business-strategies"
    ),
    "instant:1987 a jw:MemberStateCount": "instant:1987",
    "evidence:F200 a jw:Statement, jw:Prospect": "evidence:F200",
    "fund:wipo-japan-funds-in-trust jw:targetRegion organization:escap": "organization:escap",
    "organization:un jw:value 193": "organization:un",
    "group:companies jw:date instant:2008": "group:companies",
    "contribution:voluntary-contributions-to-wipo jw:organizer organization:wipo": (
        "contribution:voluntary-contributions-to-wipo"
    ),
    "tenure:yuji-okuma-hrd-managing-supervisor-inpit jw:hostCountry place:japan": (
        "tenure:yuji-okuma-hrd-managing-supervisor-inpit"
    ),
    "person:yuji-okuma jw:cooperatesWith organization:inpit": "person:yuji-okuma",
    "document:wipo-website a foaf:Person": "document:wipo-website",
    "activity:wjo-researches prov:wasDerivedFrom document:announcement": "activity:wjo-researches",
    "evidence-class:implied a skos:ConceptScheme": "evidence-class:implied",
}
# What OWL 2 RL offers to an ontology without class expressions (Profiles, section 4.2).
RL_TERMS = """owl:AnnotationProperty owl:Class owl:DatatypeProperty owl:ObjectProperty owl:Ontology
    owl:AsymmetricProperty owl:FunctionalProperty owl:InverseFunctionalProperty owl:IrreflexiveProperty
    owl:SymmetricProperty owl:TransitiveProperty owl:disjointWith owl:equivalentClass owl:equivalentProperty
    owl:inverseOf owl:propertyDisjointWith owl:priorVersion owl:versionIRI owl:versionInfo"""
RL_DATATYPES = """rdf:PlainLiteral rdf:XMLLiteral rdfs:Literal xsd:Name xsd:NCName xsd:NMTOKEN xsd:anyURI
    xsd:base64Binary xsd:boolean xsd:byte xsd:dateTime xsd:dateTimeStamp xsd:decimal xsd:double xsd:float xsd:hexBinary
    xsd:int xsd:integer xsd:language xsd:long xsd:negativeInteger xsd:nonNegativeInteger xsd:nonPositiveInteger
    xsd:normalizedString xsd:positiveInteger xsd:short xsd:string xsd:token xsd:unsignedByte xsd:unsignedInt
    xsd:unsignedLong xsd:unsignedShort"""
RESERVED = (str(RDF), str(RDFS), str(OWL), str(rdflib.XSD))


def turtle(text: str) -> rdflib.Graph:
    """Return the triples of a text with the prefixes of this module."""
    return parse(PREFIXES + text)


def terms(text: str) -> list[rdflib.term.Node]:
    """Return the IRIs for names with prefixes."""
    return list(turtle("\n".join(f"<x:{n}> <x:is> {name} ." for n, name in enumerate(text.split()))).objects())


def closed(graph: rdflib.Graph) -> list[str]:
    """Add to a graph what OWL 2 RL derives; return the contradictions."""
    # The class itself: what wraps it replaces rdflib's datatypes for all that runs after it.
    rules = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False)
    rules.closure()
    return list(rules.error_messages)


@pytest.fixture(scope="module")
def closure() -> tuple[rdflib.Graph, list[str]]:
    """Return the site with what is derived from it, and the contradictions."""
    graph = sample() + turtle(PUBLIC)
    return graph, closed(graph)


def sample() -> rdflib.Graph:
    """Return the site with the records of one paragraph: they are all alike, and with all it takes 6 s, not 2.6."""
    records = "data/evidence/"
    left_out = [name for name in NAMES if name.startswith(records) and name != f"{records}paragraph-2.ttl"]
    return read(*(name for name in NAMES if name not in left_out and not name.startswith("shapes/")))


def test_nothing_contradicts(closure: tuple[rdflib.Graph, list[str]]) -> None:
    graph, contradictions = closure
    assert contradictions == []
    assert len(graph) > 1.5 * len(sample())


def test_thing_is_of_one_kind_whatever_is_derived(closure: tuple[rdflib.Graph, list[str]]) -> None:
    graph, _ = closure
    kinds = {term: kind for kind, names in KINDS.items() for term in terms(names)}
    crossing = set(terms(CROSSING))
    things = {thing for thing in site().subjects() if str(thing).startswith(f"{BASE}id/")}
    assert len(things) > 130
    for thing in things:
        classes = set(graph.objects(thing, RDF.type)) - crossing
        assert classes <= kinds.keys(), thing
        assert len({kinds[one] for one in classes}) == 1, (thing, classes)


def test_planted_contradictions_are_all_found_and_no_other() -> None:
    graph = sample() + turtle(PUBLIC) + turtle("".join(f"{triple} .\n" for triple in CLASHES))
    found = {message.rsplit(" ", 1)[1] for message in closed(graph) if message.startswith("Disjoint classes")}
    assert found == {str(term) for name in CLASHES.values() for term in terms(name)}


def vocabulary() -> rdflib.Graph:
    """Return the ontology with its declarations of foreign terms."""
    return read("ontology/ontology.ttl", "ontology/declarations.ttl")


def test_vocabulary_keeps_to_owl_2_rl() -> None:
    graph = vocabulary()
    used = {term for triple in graph for term in triple if str(term).startswith(str(OWL))}
    assert used <= set(terms(RL_TERMS))
    assert not [term for triple in graph for term in triple if isinstance(term, rdflib.BNode)]
    data = set(graph.subjects(RDF.type, OWL.DatatypeProperty))
    assert {datatype for property in data for datatype in graph.objects(property, RDFS.range)} <= set(
        terms(RL_DATATYPES)
    )


def test_terms_in_axioms_are_declared_once_and_none_is_reserved() -> None:
    graph = vocabulary()
    roles = {
        kind: set(graph.subjects(RDF.type, kind)) for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    }
    classes, objects, data = roles.values()
    assert not objects & data
    assert not classes & (objects | data)
    named = ends(graph, [RDFS.subClassOf, OWL.disjointWith, OWL.equivalentClass])
    named |= {thing for property in objects | data for thing in graph.objects(property, RDFS.domain)}
    named |= {thing for property in objects for thing in graph.objects(property, RDFS.range)}
    assert named <= classes
    annotations = set(graph.subjects(RDF.type, OWL.AnnotationProperty))
    properties = ends(graph, [RDFS.subPropertyOf, OWL.inverseOf, OWL.propertyDisjointWith])
    assert properties <= objects | data | annotations
    assert not [term for term in named | properties if re.match("|".join(map(re.escape, RESERVED)), str(term))]


def ends(graph: rdflib.Graph, properties: Iterable[rdflib.URIRef]) -> set[rdflib.term.Node]:
    """Return what stands at either end of some properties."""
    return {term for property in properties for s, o in graph.subject_objects(property) for term in (s, o)}
