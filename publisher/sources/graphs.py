"""In which graph a file's triples stand: named after its folder or its stem."""

import unicodedata

from pyoxigraph import DefaultGraph, NamedNode

# What an IRI's path segment may not hold as it stands (RFC 3987, 2.2), and the marks that would end the segment.
_ENCODED = frozenset(' <>"{}|\\^`%#?/')


def segment(name: str) -> str:
    """Return a file or folder name as a segment of an IRI, in NFC; only what must be is percent-encoded."""
    return "".join(
        "".join(f"%{byte:02X}" for byte in character.encode()) if _needs_encoding(character) else character
        for character in unicodedata.normalize("NFC", name)
    )


def graph_of(path: str, base: str) -> NamedNode | DefaultGraph:
    """Return the graph of the triples in a file that name none.

    `data/source/people.ttl` → `BASEgraph/source`, `data/people.ttl` → `BASEgraph/people`, `ontology/…` →
    `BASEgraph/ontology`; shapes have the default graph.
    """
    folder, *rest = path.split("/")
    if folder == "shapes":
        return DefaultGraph()
    if folder == "ontology":
        return NamedNode(f"{base}graph/ontology")
    name = rest[0] if len(rest) > 1 else rest[0].rpartition(".")[0]
    return NamedNode(f"{base}graph/{segment(name)}")


def _needs_encoding(character: str) -> bool:
    # Private use and noncharacters are allowed only in queries or not at all; controls and separators never.
    return character in _ENCODED or unicodedata.category(character) in {"Cc", "Co", "Cn", "Cs", "Zs", "Zl", "Zp"}
