"""The validation report of a site: all its findings as SHACL results."""

from collections import Counter
from collections.abc import Iterable, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from publisher.checks.paths import Path, describe
from publisher.findings import Finding, Severity
from publisher.namespaces import RDF, RDFS, SH, XSD
from publisher.syntax.iris import is_absolute

_SEVERITIES = {
    Severity.VIOLATION: NamedNode(f"{SH}Violation"),
    Severity.WARNING: NamedNode(f"{SH}Warning"),
    Severity.INFO: NamedNode(f"{SH}Info"),
}
# Of what is found in a file as such SHACL has no component; a text that does not have its form comes nearest.
_NEAREST = f"{SH}PatternConstraintComponent"
# The fragment of our own component's IRI in the report's document, and what is told of it there.
_OWN = "report#FileConstraintComponent"
_DESCRIBED = (
    ("label", "well-formed file", "en"),
    ("label", "正しく書かれたファイル", "ja"),
    ("comment", "What a file as such has to be: its syntax, name, prefixes, queries and shapes.", "en"),
    ("comment", "ファイルそのものの条件（構文、名前、接頭辞、クエリ、シェイプ）。", "ja"),
)
_SITE = "."  # the focus node of what is said of the site as a whole


def report_quads(findings: Iterable[Finding], paths: Mapping[str, Path], base: str = "") -> list[Quad]:
    """Return the report of findings in SHACL's vocabulary: the same findings give the same quads.

    As SHACL (3.6.1.1) has it, `sh:conforms` is true only where there is no result at all, a warning or info included.
    Each result has one focus node, one severity and one constraint component (3.6.2). The report tells no lines, and a
    file only where SHACL's focus node would be missing: a finding without one, of the syntax for example, has its
    file's path as a literal in its place, and a component of our own, which the report of a `base` describes. It is
    no sh:ConstraintComponent: these have parameters. `paths` holds the complex paths by their text.
    """
    found = list(findings)
    other = NamedNode(f"{base}{_OWN}") if base else NamedNode(_NEAREST)
    report = BlankNode("report")
    quads = [
        _quad(report, NamedNode(f"{RDF}type"), NamedNode(f"{SH}ValidationReport")),
        _quad(report, "conforms", Literal("false" if found else "true", datatype=NamedNode(f"{XSD}boolean"))),
    ]
    for number, finding in enumerate(found, 1):
        result = BlankNode(f"result{number}")
        quads += [_quad(report, "result", result), *_result(result, finding, other, paths)]
    if base and any(finding.component is None for finding in found):
        quads += [
            Quad(other, NamedNode(f"{RDFS}{name}"), Literal(text, language=tag)) for name, text, tag in _DESCRIBED
        ]
    return quads


def warned(report: Iterable[Quad]) -> dict[str, int]:
    """Return how many warnings a report has about each thing that has an IRI and any."""
    said: dict[object, dict[str, object]] = {}
    for quad in report:
        said.setdefault(quad.subject, {})[quad.predicate.value] = quad.object
    warning, severity, focus = _SEVERITIES[Severity.WARNING], f"{SH}resultSeverity", f"{SH}focusNode"
    things = (one.get(focus) for one in said.values() if one.get(severity) == warning)
    return dict(Counter(thing.value for thing in things if isinstance(thing, NamedNode)))


def _result(result: BlankNode, finding: Finding, other: NamedNode, paths: Mapping[str, Path]) -> list[Quad]:
    focus = finding.focus_node
    quads = [
        _quad(result, NamedNode(f"{RDF}type"), NamedNode(f"{SH}ValidationResult")),
        _quad(result, "resultSeverity", _SEVERITIES[finding.severity]),
        _quad(result, "sourceConstraintComponent", NamedNode(finding.component) if finding.component else other),
        _quad(result, "focusNode", Literal(finding.file or _SITE) if focus is None else term(focus)),
    ]
    if finding.path is not None:
        node, described = describe(paths.get(finding.path) or Path("iri", iri=finding.path), f"{result.value}path")
        quads += [_quad(result, "resultPath", node), *described]
    if finding.value is not None:
        quads.append(_quad(result, "value", term(finding.value)))
    if finding.shape is not None:
        quads.append(_quad(result, "sourceShape", NamedNode(finding.shape)))
    for language, text in sorted(finding.messages.items()):
        quads.append(_quad(result, "resultMessage", Literal(text, language=language)))
    return quads


def term(shown: str) -> NamedNode | BlankNode | Literal:
    """Return the term that a finding shows: N-Triples, an IRI without its angle brackets.

    What only RDF 1.2 has is brought down to RDF 1.1: a triple term becomes its text, a base direction goes.
    """
    if shown.startswith("_:"):
        return BlankNode(shown[2:])
    if is_absolute(shown):
        return NamedNode(shown)
    try:
        value = next(iter(parse(f"<a:> <a:> {shown} .", RdfFormat.N_TRIPLES))).object
    except (SyntaxError, StopIteration):
        return Literal(shown)
    if isinstance(value, Literal):
        return Literal(value.value, language=value.language) if value.direction is not None else value
    return Literal(shown)


def _quad(subject: BlankNode, predicate: NamedNode | str, value: NamedNode | BlankNode | Literal) -> Quad:
    return Quad(subject, NamedNode(f"{SH}{predicate}") if isinstance(predicate, str) else predicate, value)
