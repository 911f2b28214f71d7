"""IRIs: what is an absolute one, and what a reference to one stands for."""

from pyoxigraph import NamedNode, RdfFormat, parse


def is_absolute(iri: str) -> bool:
    """Return whether a text is an IRI that needs no base (RFC 3987, 2.2)."""
    try:
        NamedNode(iri)
    except ValueError:
        return False
    return True


def resolve(reference: str, base: str) -> str:
    """Return the absolute IRI that a reference in angle brackets, as Turtle and SPARQL write it, stands for.

    Escapes are read; `base` may be empty. Raises ValueError where there is no such IRI.
    """
    # The Turtle parser resolves as the query parser does (RFC 3986, 5.2); urljoin differs for many schemes.
    try:
        triple = next(iter(parse(f"<a:> <a:> {reference} .", RdfFormat.TURTLE, base_iri=base or None)))
    except (SyntaxError, ValueError, StopIteration):
        raise ValueError(f"{reference} is not an IRI") from None
    assert isinstance(triple.object, NamedNode)
    return triple.object.value
