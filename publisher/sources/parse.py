"""Parse one file of any RDF format at the parser's own speed; what goes wrong is told by `faults`."""

from collections.abc import Callable, Iterable, Sequence

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, parse, serialize

from publisher.findings import Finding
from publisher.formats import JSON_LD, N3, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format
from publisher.sources import entities, faults, lines
from publisher.sources.lines import PARSERS
from publisher.sources.model import SourceFile, blank_label

# JSON-LD drops what stays relative without a word; resolved against this base it can be found and named.
RELATIVE = "relative-iri://file/"
# Without any of these a text holds no blank node; without any of those, neither triple term nor base direction.
_BLANK_MARKS = (b"_:", b"[", b"(")
_RDF_1_2_MARKS = (b"<<", b"{|", b"~", b"--")
_TEXT_FORMATS = (TURTLE, N_TRIPLES, N_QUADS, TRIG, N3)


def parse_file(
    path: str, data: bytes, row: Format, graph: NamedNode | DefaultGraph, number: int
) -> tuple[SourceFile, list[Finding]]:
    """Return a file's quads, each in its graph, and its faults; after a fault, the quads that could still be read.

    `graph` takes the quads that name none, `number` keeps the file's blank nodes apart from all others'.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    before = _before_reading(path, data, row)
    if before or not data.strip():
        return SourceFile(path, [], {}), before
    quads, prefixes, findings = _read(path, data, row)
    if path.startswith("shapes/"):
        quads = [Quad(*quad.triple) for quad in quads]
    if row is JSON_LD:
        findings += faults.relative_json_ld(path, quads, RELATIVE)
    is_text = row in _TEXT_FORMATS
    if not is_text or any(mark in data for mark in _marks(row)):
        findings += faults.unpublishable(path, quads, _line_in(data, row, len(quads)))
    may_be_blank = not is_text or any(mark in data for mark in _BLANK_MARKS)
    placed = _labelled(quads, graph, number) if may_be_blank and _has_blanks(quads) else _placed(quads, graph)
    return SourceFile(path, placed, prefixes), findings


def _before_reading(path: str, data: bytes, row: Format) -> list[Finding]:
    """Return what can be told of a file before it is parsed; then it is not parsed."""
    fault = faults.encoding(path, data)
    if fault is None and row is RDF_XML:
        fault = entities.expansion(path, data)
    if fault is not None:
        return [fault]
    if not data.strip():
        return faults.empty(path, row)
    return faults.beyond_rdf(path, data.decode()) if row is N3 else []


def _read(path: str, data: bytes, row: Format) -> tuple[list[Quad], dict[str, str], list[Finding]]:
    parser = parse(data, PARSERS[row], base_iri=RELATIVE if row is JSON_LD else None)
    try:
        return list(parser), dict(parser.prefixes), []
    except SyntaxError:
        return faults.reread(path, data, row, PARSERS[row])
    except MemoryError:
        return [], {}, [faults.too_large(path)]


def _marks(row: Format) -> tuple[bytes, ...]:
    """Return the marks without which a file of a text format holds nothing that cannot be published."""
    return _RDF_1_2_MARKS + _BLANK_MARKS if row.holds_graphs else _RDF_1_2_MARKS


def _line_in(data: bytes, row: Format, count: int) -> Callable[[int], int | None]:
    """Return what tells the line of the n-th quad; the file is read again when it is first asked."""
    found: list[Sequence[int | None]] = []

    def line_of(index: int) -> int | None:
        if not found:
            found.append(lines.object_lines(data, row, count))
        return found[0][index] if index < len(found[0]) else None

    return line_of


def _has_blanks(quads: list[Quad]) -> bool:
    return any(type(quad.subject) is BlankNode or type(quad.object) is BlankNode for quad in quads)


def _placed(quads: list[Quad], graph: NamedNode | DefaultGraph) -> list[Quad]:
    """Return quads with the default graph, and what is no graph's name, replaced."""
    if isinstance(graph, DefaultGraph):
        return quads
    if any(type(quad.graph_name) is not DefaultGraph for quad in quads):
        return [Quad(s, p, o, g if type(g) is NamedNode else graph) for s, p, o, g in quads]
    # By way of text: 1.7 s for a million quads, where making each anew takes 3.1 s. A line holds no other " .\n".
    text = serialize(quads, format=RdfFormat.N_TRIPLES) or b""
    return list(parse(text.replace(b" .\n", f" {graph} .\n".encode()), RdfFormat.N_QUADS))


def _labelled(quads: Iterable[Quad], graph: NamedNode | DefaultGraph, number: int) -> list[Quad]:
    """Return quads with the default graph replaced and blank nodes labelled in order of appearance."""
    labels: dict[BlankNode, BlankNode] = {}

    def label(node: BlankNode) -> BlankNode:
        return labels.setdefault(node, BlankNode(blank_label(number, len(labels) + 1)))

    return [
        Quad(
            label(s) if type(s) is BlankNode else s,
            p,
            label(o) if type(o) is BlankNode else o,
            g if type(g) is NamedNode else graph,
        )
        for s, p, o, g in quads
    ]
