"""Label the blank nodes that a CONSTRUCT makes, so that the same result is the same bytes each time."""

import re
from collections.abc import Iterable
from typing import IO, TypeVar, cast

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    QueryTriples,
    RdfFormat,
    Triple,
    parse,
)

# The engine labels a node that it makes with up to 128 random bits in hexadecimal; those of the data are `c14nN`.
_RANDOM = re.compile("[a-f][0-9a-f]{19,31}")
_LABEL = re.compile(f"_:{_RANDOM.pattern}")  # may stand in a literal, too
_STAND_IN = "urn:x-publisher:node-of-the-data:"
_Node = TypeVar("_Node")


class Lines:
    """A writer that takes N-Triples from the engine and holds each statement once, as text without the dot.

    No object is made of a triple: that takes as long as finding it.
    """

    def __init__(self) -> None:
        self.statements: dict[str, None] = {}
        self._rest = b""

    def write(self, data: bytes) -> int:
        """Take the next piece."""
        whole, end, rest = data.rpartition(b"\n")
        if end:
            lines = (self._rest + whole).decode().split("\n")
            self.statements.update(dict.fromkeys([line[:-2] for line in lines]))  # without " ."
            self._rest = rest
        else:
            self._rest += data
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is held back is no line yet."""


def constructed(results: QueryTriples) -> Iterable[Triple | str]:
    """Return the distinct triples of a CONSTRUCT, those with nodes that it makes under the labels of `relabelled`."""
    lines = Lines()
    results.serialize(cast(IO[bytes], lines), format=RdfFormat.N_TRIPLES)
    if not any(_LABEL.search(statement) for statement in lines.statements if "_:" in statement):
        return lines.statements
    text = "".join(f"{statement} .\n" for statement in lines.statements)
    return relabelled(quad.triple for quad in parse(text, RdfFormat.N_TRIPLES))


def relabelled(triples: Iterable[Triple]) -> list[Triple]:
    """Return the distinct triples: nodes of the data under their labels, new ones as `madeN` in canonical order.

    The order is that of RDFC-1.0, in which the nodes of the data take part as if they were IRIs.
    """
    distinct = list(dict.fromkeys(triples))
    made = [triple for triple in distinct if _is_new(triple.subject) or _is_new(triple.object)]
    if not made:
        return distinct
    # Statements without a new node have no say in the labels: 20 s of a million are spared.
    dataset = Dataset(Quad(_hidden(t.subject), t.predicate, _hidden(t.object)) for t in made)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    unchanged = (triple for triple in distinct if not _is_new(triple.subject) and not _is_new(triple.object))
    return [*unchanged, *(Triple(_shown(q.subject), q.predicate, _shown(q.object)) for q in dataset)]


def _is_new(node: object) -> bool:
    return isinstance(node, BlankNode) and _RANDOM.fullmatch(node.value) is not None


def _hidden(node: _Node) -> _Node | NamedNode:
    if isinstance(node, BlankNode) and not _is_new(node):
        return NamedNode(_STAND_IN + node.value)
    return node


def _shown(node: _Node) -> _Node | BlankNode:
    if isinstance(node, BlankNode):
        return BlankNode(node.value.replace("c14n", "made"))
    if isinstance(node, NamedNode) and node.value.startswith(_STAND_IN):
        return BlankNode(node.value.removeprefix(_STAND_IN))
    return node
