"""The text of quads in each RDF format: sorted whole, the same bytes for the same set of quads."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from publisher.formats import JSON_LD, N3, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format
from publisher.namespaces import Prefixes
from publisher.syntax.jsonld import write_jsonld
from publisher.syntax.nquads import write_nquads, write_ntriples
from publisher.syntax.rdfxml import write_rdfxml
from publisher.syntax.statements import Statement, pieces
from publisher.syntax.turtle import write_n3, write_trig, write_turtle

Writer = Callable[[Iterable[Statement], Prefixes], Iterator[str]]

WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        TURTLE.name: write_turtle,
        JSON_LD.name: write_jsonld,
        N_TRIPLES.name: write_ntriples,
        RDF_XML.name: write_rdfxml,
        TRIG.name: write_trig,
        N_QUADS.name: write_nquads,
        N3.name: write_n3,
    }
)


def serialise(quads: Iterable[Statement], format: Format, prefixes: Prefixes) -> Iterator[bytes]:
    """Yield quads as UTF-8 text of an RDF format, in pieces of about 64 KB; the text ends with one newline.

    The bytes depend on the set of quads and the prefixes alone, not on their order; no quads are no bytes where the
    syntax allows it. TriG and N-Quads keep named graphs, the other formats hold the union, in which a triple counts
    once. Lexical forms, datatypes and labels of blank nodes leave as they are. Raises NotCarried at the call, with
    a message that names the term, when the format cannot carry the graph.
    """
    return pieces(WRITERS[format.name](quads, prefixes))
