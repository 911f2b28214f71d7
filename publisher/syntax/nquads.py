"""Write N-Triples and N-Quads: canonical lines, sorted (the canonical form of RDFC-1.0, section 5)."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from publisher.namespaces import Prefixes
from publisher.syntax.statements import Statement, triples

AT_ONCE = 16  # lines


def write_ntriples(quads: Iterable[Statement], prefixes: Prefixes) -> Iterator[str]:
    """Yield the union as sorted lines; `prefixes` play no part here."""
    return _lines(triples(quads))


def write_nquads(quads: Iterable[Statement], prefixes: Prefixes) -> Iterator[str]:
    """Yield the quads as sorted lines; the SHA-256 of these bytes is that of the canonical dataset.

    `prefixes` play no part here.
    """
    return _lines(map(str, quads))


def _lines(statements: Iterable[str]) -> Iterator[str]:
    # The end is part of what is sorted: a graph name or the mark follows the object.
    lines = sorted(f"{statement} .\n" for statement in statements)
    distinct = (line for line, _ in groupby(lines))
    while text := "".join(islice(distinct, AT_ONCE)):
        yield text
