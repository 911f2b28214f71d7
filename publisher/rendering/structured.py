"""What search engines read of a thing: its names, kind and description in the terms of schema.org, as JSON-LD."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from publisher.labels import LABEL_PREDICATES
from publisher.namespaces import DCAT, DCTERMS, FOAF, OWL, RDF, RDFS, SCHEMA, SKOS
from publisher.rendering.sections import Section
from publisher.rendering.values import NAME, bounded
from publisher.rendering.world import ORG

LISTED = 10  # names and pages of the same thing
SCHEMAS = (SCHEMA, "http://schema.org/")  # as data writes it
# No hidden labels, which are not to be seen (SKOS, section 5.5.2), misprints among them; and notations are no names.
NAMES = frozenset((*LABEL_PREDICATES, SKOS + "altLabel", *(schema + "alternateName" for schema in SCHEMAS)))
SAME = frozenset((OWL + "sameAs", SKOS + "exactMatch", *(schema + "sameAs" for schema in SCHEMAS)))
# Classes of public vocabularies that schema.org has a word for; its own are taken as they are.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        FOAF + "Person": "Person",
        FOAF + "Organization": "Organization",
        FOAF + "Document": "CreativeWork",
        ORG + "Organization": "Organization",
        ORG + "FormalOrganization": "Organization",
        ORG + "OrganizationalUnit": "Organization",
        ORG + "Site": "Place",
        ORG + "Role": "Role",
        DCTERMS + "Location": "Place",
        DCTERMS + "BibliographicResource": "CreativeWork",
        DCAT + "Dataset": "Dataset",
        SKOS + "Concept": "DefinedTerm",
        SKOS + "ConceptScheme": "DefinedTermSet",
        OWL + "Class": "DefinedTerm",
        RDFS + "Class": "DefinedTerm",
        RDF + "Property": "DefinedTerm",
        OWL + "ObjectProperty": "DefinedTerm",
        OWL + "DatatypeProperty": "DefinedTerm",
        OWL + "Ontology": "DefinedTermSet",
    }
)


def structured(
    section: Section, own: Sequence[Quad], kinds: Sequence[str], page: str, dataset: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the JSON-LD of a thing; `kinds` are its classes and, after them, those that they are kinds of."""
    same = [quad.object.value for quad in own if quad.predicate.value in SAME and isinstance(quad.object, NamedNode)]
    name = section.name.text
    told = {
        "@context": "https://schema.org",
        "@type": next((word for kind in kinds if (word := _word(kind))), "Thing"),
        "@id": section.iri,
        "name": name,
        "alternateName": [other for other in _names(own) if other != name][:LISTED],
        "description": section.summary.lexical if section.summary else "",
        "sameAs": list(dict.fromkeys(same))[:LISTED],
        "mainEntityOfPage": {"@type": "WebPage", "@id": page, "isPartOf": dataset},
    }
    return {key: value for key, value in told.items() if value}


def _word(kind: str) -> str:
    for namespace in SCHEMAS:
        if kind.startswith(namespace):
            return kind.removeprefix(namespace)
    return KINDS.get(kind, "")


def _names(own: Iterable[Quad]) -> list[str]:
    values = (quad.object for quad in own if quad.predicate.value in NAMES)
    return list(dict.fromkeys(bounded(value.value, NAME) for value in values if isinstance(value, Literal)))
