"""Namespaces that the publisher itself writes, and the prefixes of a site."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
SCHEMA = "https://schema.org/"
VOID = "http://rdfs.org/ns/void#"
VOID_EXT = "http://ldf.fi/void-ext#"
DCAT = "http://www.w3.org/ns/dcat#"
SD = "http://www.w3.org/ns/sparql-service-description#"
SH = "http://www.w3.org/ns/shacl#"
SPDX = "http://spdx.org/rdf/terms#"
VANN = "http://purl.org/vocab/vann/"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
FORMATS = "http://www.w3.org/ns/formats/"

# What bodies written by the publisher use; a site's own declarations come before these.
WELL_KNOWN: Mapping[str, str] = MappingProxyType(
    {
        "rdf": RDF,
        "rdfs": RDFS,
        "owl": OWL,
        "xsd": XSD,
        "skos": SKOS,
        "dcterms": DCTERMS,
        "foaf": FOAF,
        "void": VOID,
        "void-ext": VOID_EXT,
        "dcat": DCAT,
        "sd": SD,
        "sh": SH,
        "spdx": SPDX,
    }
)


class Prefixes(Mapping[str, str]):
    """Prefixes and their namespaces, in order of prefix; immutable."""

    def __init__(self, declared: Mapping[str, str]) -> None:
        self._namespaces = dict(sorted(declared.items()))
        self._by_namespace = {namespace: prefix for prefix, namespace in reversed(self._namespaces.items())}
        self._hash = hash(tuple(self._namespaces.items()))
        self._lengths = sorted({len(namespace) for namespace in self._by_namespace}, reverse=True)

    def __getitem__(self, prefix: str) -> str:
        return self._namespaces[prefix]

    def __iter__(self) -> Iterator[str]:
        return iter(self._namespaces)

    def __len__(self) -> int:
        return len(self._namespaces)

    def __hash__(self) -> int:
        return self._hash

    def split(self, iri: str) -> tuple[str, str] | None:
        """Return prefix and local name of an IRI by its longest declared namespace, or None.

        The local name is as it stands in the IRI: it is for the caller's syntax to escape it or to refuse it.
        """
        for length in self._lengths:
            prefix = self._by_namespace.get(iri[:length])
            if prefix is not None:
                return prefix, iri[length:]
        return None

    def with_well_known(self) -> "Prefixes":
        """Return these prefixes with the publisher's own added where neither prefix nor namespace is taken."""
        taken = set(self._namespaces.values())
        extra = {p: n for p, n in WELL_KNOWN.items() if p not in self._namespaces and n not in taken}
        return Prefixes({**self._namespaces, **extra})
