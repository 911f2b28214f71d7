"""The one table of formats: what each is called, asked for as, and can hold."""

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Format:
    """A representation that the site gives: a row is itself and no other.

    `media_type` is what Content-Type says; `aliases` are media types that also choose the row; `suffix` ends the
    address of a variant; `names` are further words that `format=` understands.
    """

    name: str
    label: str
    media_type: str
    suffix: str
    aliases: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    holds_graphs: bool = False
    text: bool = True

    @property
    def content_type(self) -> str:
        """The value of Content-Type, with a charset where the type is of text."""
        has_charset = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if has_charset else self.media_type


TURTLE = Format("turtle", "Turtle", "text/turtle", "ttl", ("application/x-turtle",))
HTML = Format("html", "HTML", "text/html", "html", ("application/xhtml+xml",), ("table",))
JSON_LD = Format("jsonld", "JSON-LD", "application/ld+json", "jsonld", ("application/json",), ("json-ld", "json"))
N_TRIPLES = Format("ntriples", "N-Triples", "application/n-triples", "nt")
RDF_XML = Format("rdfxml", "RDF/XML", "application/rdf+xml", "rdf", ("application/xml", "text/xml"), ("rdf+xml", "xml"))
TRIG = Format("trig", "TriG", "application/trig", "trig", holds_graphs=True)
N_QUADS = Format("nquads", "N-Quads", "application/n-quads", "nq", holds_graphs=True)
N3 = Format("n3", "N3", "text/n3", "n3")

# In the order of the README's table, which breaks ties in negotiation.
DOCUMENT_FORMATS = (TURTLE, HTML, JSON_LD, N_TRIPLES, RDF_XML, TRIG, N_QUADS, N3)
RDF_FORMATS = tuple(row for row in DOCUMENT_FORMATS if row is not HTML)
DUMP_FORMATS = (TURTLE, N_TRIPLES, N_QUADS, TRIG, JSON_LD, RDF_XML)

RESULTS_JSON = Format("json", "JSON", "application/sparql-results+json", "srj", ("application/json",))
RESULTS_XML = Format("xml", "XML", "application/sparql-results+xml", "srx", ("application/xml",))
RESULTS_CSV = Format("csv", "CSV", "text/csv", "csv")
RESULTS_TSV = Format("tsv", "TSV", "text/tab-separated-values", "tsv")

RESULT_FORMATS = (RESULTS_JSON, HTML, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)


def by_suffix(suffix: str) -> Format | None:
    """Return the document format whose addresses end in `.suffix`."""
    return next((row for row in DOCUMENT_FORMATS if row.suffix == suffix), None)


def by_word(word: str, table: tuple[Format, ...]) -> Format | None:
    """Return the row that a `format=` value names: a media type or one of our names, in any case."""
    word = word.strip().lower()
    media_type = word.split(";")[0].strip()
    for row in table:
        if word in (row.name, row.suffix, *row.names) or media_type in (row.media_type, *row.aliases):
            return row
    return None
