"""What a DESCRIBE answers: each resource as its document tells of it, cut to the graphs of a dataset."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from publisher.description import Role, blank_objects, name_in
from publisher.documents import Document, Documents
from publisher.syntax.statements import graph_apart


def described(document: Document, limit: int) -> list[str]:
    """Return what is said of the things of a document and, for each predicate, up to `limit` of what points to them.

    Where a resource is also used as predicate, datatype or graph, that is told only if nothing else is said of it; and
    of what nothing is said, at least one statement is told that it stands in.
    """
    return list(dict.fromkeys([*document.statements, *_pointing(document, limit)]))


def description_of(
    documents: Documents, resource: object, base: str, limit: int, graphs: frozenset[str] | None
) -> list[str]:
    """Return what a DESCRIBE of a resource answers: what its document tells of it, cut to some graphs; None means all.

    The document's own metadata and the counts of incoming links are left out, and so is what is said of blank nodes
    to which nothing in these graphs leads.
    """
    document = documents.told_of(resource, base)
    if document is None:
        return []
    if graphs is None:
        return described(document, limit)

    def asked(statement: str) -> bool:
        graph = graph_apart(statement)[1]
        return name_in(graph) in graphs

    roots = {one.iri for one in document.descriptions}
    outgoing = _reached(roots, filter(asked, document.statements))
    return list(dict.fromkeys([*outgoing, *filter(asked, _pointing(document, limit))]))


def _pointing(document: Document, limit: int) -> Iterator[str]:
    """Yield the statements of a document that are not about its things but point to them, or use them otherwise."""
    taken: Counter[tuple[Role, str]] = Counter()
    for one in document.descriptions:
        for links in one.incoming:
            key = (links.role, links.predicate)
            if links.role is not Role.OBJECT and one.is_subject:
                continue
            room = max(limit - taken[key], 0 if one.is_subject else 1)
            for _, same in islice(groupby(links.statements, key=lambda one: graph_apart(one)[0]), room):
                yield from same
                taken[key] += 1


def _reached(roots: set[str], statements: Iterable[str]) -> Iterator[str]:
    """Yield those of the statements about blank nodes that other statements lead to from the roots."""
    about: dict[str, list[str]] = {}
    for one in statements:
        about.setdefault(name_in(one.split(" ", 1)[0]), []).append(one)
    waiting = list(roots & about.keys())
    while waiting:
        found = about.pop(waiting.pop(), [])
        yield from found
        waiting += blank_objects(found)
