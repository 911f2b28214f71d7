"""Give blank nodes their canonical labels (RDFC-1.0) and quads their canonical order."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable

from pyoxigraph import BlankNode, Quad, RdfFormat, parse, serialize

from publisher.errors import SourceError

SECONDS = 60.0
# Run in a process of its own: on a graph made to be hard the algorithm is exponential, and it cannot be interrupted.
_CHILD = """
import sys
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize
dataset = Dataset(parse(sys.stdin.buffer.read(), RdfFormat.N_QUADS))
dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
sys.stdout.buffer.write(serialize(dataset, format=RdfFormat.N_QUADS))
"""


def canonicalise(
    quads: Iterable[Quad],
    seconds: float = SECONDS,
    file_of: Callable[[BlankNode], str | None] = lambda _: None,
) -> list[Quad]:
    """Return quads without duplicates, blank nodes labelled `c14nN`, sorted by their N-Quads text.

    Raises SourceError when the labels are not found within `seconds`; it names the files, by `file_of`, whose blank
    nodes cannot be told apart by their own triples.
    """
    named: dict[str, Quad] = {}
    blank: set[Quad] = set()
    for quad in quads:
        text = str(quad)
        if "_:" in text and BlankNode in (type(quad.subject), type(quad.object), type(quad.graph_name)):
            blank.add(quad)
        else:
            named[text] = quad
    if blank:  # only these reach the labels (RDFC-1.0, 4.4.3), so only these are canonicalised
        named |= {str(quad): quad for quad in _labelled(blank, seconds, file_of)}
    return [named[text] for text in sorted(named)]


def _labelled(quads: set[Quad], seconds: float, file_of: Callable[[BlankNode], str | None]) -> Iterable[Quad]:
    text = serialize(quads, format=RdfFormat.N_QUADS)
    try:
        done = subprocess.run([sys.executable, "-P", "-c", _CHILD], input=text, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise SourceError(_too_hard(quads, seconds, file_of)) from None
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().rpartition("\n")[2] or f"status {done.returncode}"
        raise SourceError(f"the blank nodes could not be labelled: {reason}; give them IRIs")
    return parse(done.stdout, RdfFormat.N_QUADS)


def _too_hard(quads: set[Quad], seconds: float, file_of: Callable[[BlankNode], str | None]) -> str:
    """Return the message that names the files whose blank nodes look alike."""
    described: dict[BlankNode, list[str]] = {}
    for quad in quads:
        nodes = {term for term in (quad.subject, quad.object, quad.graph_name) if isinstance(term, BlankNode)}
        for node in nodes:
            words = ("_:a" if t == node else "_:z" if isinstance(t, BlankNode) else str(t) for t in quad)
            described.setdefault(node, []).append(" ".join(words))
    looks = {node: "\n".join(sorted(lines)) for node, lines in described.items()}
    common = Counter(looks.values())
    alike = Counter(file_of(node) or "a file" for node, look in looks.items() if common[look] > 1)
    files = ", ".join(f"{file} ({count})" for file, count in alike.most_common(5))
    return (
        f"the blank nodes that look alike could not be told apart within {seconds:g} s; "
        f"give IRIs to those in {files or 'the sources'}"
    )
