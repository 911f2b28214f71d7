"""Prefixes that nobody declared: which is nearest, and how to declare those that everybody knows."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from types import MappingProxyType

from publisher.lexer import Token
from publisher.namespaces import WELL_KNOWN
from publisher.store.diagnosis.unclosed import unclosed_iri

# Of prefix.cc, those asked for most; with the site's own and `WELL_KNOWN`, what a query is likely to mean.
_FAMILIAR: Mapping[str, str] = MappingProxyType(
    {
        **WELL_KNOWN,
        "dc": "http://purl.org/dc/elements/1.1/",
        "dct": "http://purl.org/dc/terms/",
        "dbo": "http://dbpedia.org/ontology/",
        "dbp": "http://dbpedia.org/property/",
        "dbr": "http://dbpedia.org/resource/",
        "schema": "https://schema.org/",
        "sdo": "https://schema.org/",
        "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "geosparql": "http://www.opengis.net/ont/geosparql#",
        "gn": "http://www.geonames.org/ontology#",
        "bibo": "http://purl.org/ontology/bibo/",
        "cc": "http://creativecommons.org/ns#",
        "doap": "http://usefulinc.com/ns/doap#",
        "fn": "http://www.w3.org/2005/xpath-functions#",
        "afn": "http://jena.apache.org/ARQ/function#",
        "oa": "http://www.w3.org/ns/oa#",
        "org": "http://www.w3.org/ns/org#",
        "prov": "http://www.w3.org/ns/prov#",
        "qb": "http://purl.org/linked-data/cube#",
        "sioc": "http://rdfs.org/sioc/ns#",
        "skosxl": "http://www.w3.org/2008/05/skos-xl#",
        "sosa": "http://www.w3.org/ns/sosa/",
        "ssn": "http://www.w3.org/ns/ssn/",
        "time": "http://www.w3.org/2006/time#",
        "vann": "http://purl.org/vocab/vann/",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "wd": "http://www.wikidata.org/entity/",
        "wdt": "http://www.wikidata.org/prop/direct/",
        "wikibase": "http://wikiba.se/ontology#",
        "p": "http://www.wikidata.org/prop/",
        "ps": "http://www.wikidata.org/prop/statement/",
        "pq": "http://www.wikidata.org/prop/qualifier/",
    }
)
_SCHEMES = ("http", "https", "urn", "mailto", "ftp", "file")
SHORTEST, LONGEST = 3, 40  # letters of a prefix that is compared with others
MOST = 500  # prefixes that it is compared with; the site's own come first


def misnamed(text: str, tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
    """Return what to say of a prefixed name that nobody declared, and an offset; None where its prefix is the fault."""
    token, before = tokens[index], tokens[index - 1] if index else tokens[index]
    if before.text == "<" and before.end == token.start:
        return unclosed_iri(text, before.start), before.start
    if before.text.upper() == "PREFIX":
        return "PREFIX stands before SELECT, ASK, CONSTRUCT or DESCRIBE", before.start
    if token.text == ":" and text[token.end : token.end + 1] == "=":
        return "':=' is no sign of SPARQL: write BIND(… AS ?name) for a value, = to compare", token.start
    return None


def undeclared(prefix: str, known: Mapping[str, str]) -> str:
    """Return what to say of a prefix that is none of those known."""
    said = f'the prefix "{prefix[:LONGEST]}:" is not declared'
    if prefix.lower() in _SCHEMES:
        return f"{said}; an IRI stands between < and >: <{prefix}:…>"
    namespace = _FAMILIAR.get(prefix)
    if namespace is not None:
        here = next((name for name, value in known.items() if value == namespace), None)
        either = f"; this site calls it {here}:; or" if here else ";"
        return f"{said}{either} write PREFIX {prefix}: <{namespace}> before the query"
    return f"{said};{_nearest(prefix, known)} write PREFIX {prefix[:LONGEST]}: <…> before the query"


def _nearest(prefix: str, known: Mapping[str, str]) -> str:
    if not SHORTEST <= len(prefix) <= LONGEST:
        return ""
    some = (name for name in islice(known, MOST) if len(name) <= LONGEST)
    names = {name.lower(): name for name in some if name}
    near = get_close_matches(prefix.lower(), names, 1, 0.6)
    return f" did you mean {names[near[0]]}:? Or" if near else ""
