"""The RDF of a document: what is said of the thing, what points to it, and what the document says of itself."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from publisher.catalogue import of_class
from publisher.describing import described
from publisher.description import Description, Role, quads_of
from publisher.documents import Document
from publisher.dumps import unique_words
from publisher.labels import Label
from publisher.namespaces import DCTERMS, FOAF, OWL, RDF, RDFS, VOID, XSD
from publisher.rendering.relations import is_deprecated
from publisher.settings import Site
from publisher.statistics import Kind
from publisher.syntax.iris import is_absolute

# Things that a query names one by one.
LISTED = 20
# The frame of such a query, percent-encoded.
CONSTRUCT, WHERE, END = map(quote, ("CONSTRUCT { ", " } WHERE { ", " }"))
DEPRECATED = f" <{OWL}deprecated> "


def document_quads(document: Document, name: str, site: Site, base: str, limit: int) -> list[str]:
    """Return the text of all quads of a document whose own IRI is `name`; its metadata is in the default graph.

    Incoming links are cut to `limit` per predicate; their total is always stated.
    """
    said = described(document, limit)
    return [*said, *_metadata(document, name, site, base), *_incoming_counts(document, name, base)]


def class_quads(
    description: Description | None,
    kind: Kind,
    members: Sequence[str],
    labels: Mapping[str, Label],
    base: str,
) -> list[Quad]:
    """Return what is said of a class, what is counted of it, and the things of one page with their labels."""
    quads = [*(description.outgoing if description else ()), *of_class(base, kind)]
    for name in members:
        member = BlankNode(name[2:]) if name.startswith("_:") else NamedNode(name)
        quads.append(Quad(member, NamedNode(RDF + "type"), NamedNode(kind.iri)))
        if label := labels.get(name):
            literal = Literal(label.text, language=label.language) if label.language else Literal(label.text)
            quads.append(Quad(member, NamedNode(RDFS + "label"), literal))
    return quads


def replacement_of(document: Document) -> list[str] | None:
    """Return what replaces a deprecated thing, None when it is not deprecated.

    A document of several fragments stays up when one of them is deprecated.
    """
    main = document.descriptions[0]
    said = [one for one in main.statements if one.startswith(f"<{main.iri}> ")] if "#" not in main.iri else []
    mine = quads_of(said) if any(DEPRECATED in one for one in said) else ()
    if not is_deprecated(mine):
        return None
    return [
        quad.object.value
        for quad in mine
        if quad.predicate.value == DCTERMS + "isReplacedBy" and isinstance(quad.object, NamedNode)
    ]


def _metadata(document: Document, name: str, site: Site, base: str) -> Iterator[str]:
    """Yield what the document says of itself; where it is the thing itself, only what holds of both."""
    iris = [one.iri for one in document.descriptions]
    if name not in iris:
        yield _link(name, RDF + "type", FOAF + "Document")
        main = [iri for iri in iris if "#" not in iri] or iris
        if len(main) == 1:
            yield _link(name, FOAF + "primaryTopic", main[0])
        else:
            yield from (_link(name, FOAF + "topic", iri) for iri in main)
        if site.licence and is_absolute(site.licence):
            yield _link(name, DCTERMS + "license", site.licence)
        elif site.licence:
            yield f"<{name}> <{DCTERMS}rights> {Literal(site.licence)}"
    yield _link(name, VOID + "inDataset", base + "dataset")


def _incoming_counts(document: Document, name: str, base: str) -> Iterator[str]:
    """Yield, for each predicate that points here, how many statements do and a query that gives them all."""
    totals: dict[str, int] = {}
    targets: dict[str, list[str]] = {}
    for one in document.descriptions:
        for links in one.incoming:
            if links.role is Role.OBJECT:
                totals[links.predicate] = totals.get(links.predicate, 0) + links.total
                targets.setdefault(links.predicate, []).append(one.iri)
    words = _words(tuple(sorted(totals)))
    for predicate, total in totals.items():
        node = f"{name}#incoming-{words[predicate]}"
        yield _link(name, VOID + "subset", node)
        yield _link(node, RDF + "type", VOID + "Dataset")
        yield _link(node, VOID + "property", predicate)
        yield f'<{node}> <{VOID}triples> "{total}"^^<{XSD}integer>'
        yield _link(node, RDFS + "seeAlso", f"{base}sparql?query={_query(predicate, targets[predicate])}")


@lru_cache(maxsize=1024)
def _words(predicates: tuple[str, ...]) -> dict[str, str]:
    """Return a word for each predicate; few combinations of them point to things, and each points to many."""
    return unique_words({predicate: predicate for predicate in predicates})


def _query(predicate: str, targets: list[str]) -> str:
    """Return a query for all statements that point to the targets by a predicate, percent-encoded."""
    pattern = _subject(predicate) + _thing(tuple(targets[:2]))
    before, after = map(quote, _conditions(targets))
    return f"{CONSTRUCT}{pattern}{WHERE}{before}{pattern}{after}{END}"


@lru_cache(maxsize=1024)
def _subject(predicate: str) -> str:
    return quote(f"?subject <{predicate}> ")


@lru_cache(maxsize=64)  # asked for with every predicate that points to a thing
def _thing(targets: tuple[str, ...]) -> str:
    return quote(f"<{targets[0]}>") if len(targets) == 1 else quote("?thing")


def _conditions(targets: list[str]) -> tuple[str, str]:
    """Return what a query says before and after its pattern where a thing may be any of several targets."""
    if len(targets) == 1:
        return "", ""
    if len(targets) <= LISTED:
        things = " ".join(f"<{target}>" for target in targets)
        return f"VALUES ?thing {{ {things} }} ", ""
    # All fragments of a document: a list of them would grow past what servers take as an address.
    documents = " ".join(sorted({f'"{target.partition("#")[0]}"' for target in targets}))
    return f"VALUES ?document {{ {documents} }} ", ' FILTER(STRBEFORE(CONCAT(STR(?thing), "#"), "#") = ?document)'


def _link(subject: str, predicate: str, thing: str) -> str:
    return f"<{subject}> <{predicate}> <{thing}>"
