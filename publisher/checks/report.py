"""The validation report of a site: all its findings as SHACL results."""

import re
from collections.abc import Iterable, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from publisher.checks.paths import Path, describe
from publisher.findings import Finding, Severity
from publisher.namespaces import RDF, SH, XSD

_SEVERITIES = {
    Severity.VIOLATION: NamedNode(f"{SH}Violation"),
    Severity.WARNING: NamedNode(f"{SH}Warning"),
    Severity.INFO: NamedNode(f"{SH}Info"),
}
# What the parser and the linter find has no component of SHACL; a text that does not have its form comes nearest.
_OTHER = f"{SH}PatternConstraintComponent"
_LITERAL = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>\S+)|\^\^<(?P<datatype>[^>]*)>)?', re.DOTALL)
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")


def report_quads(findings: Iterable[Finding], paths: Mapping[str, Path]) -> list[Quad]:
    """Return the report of findings in SHACL's vocabulary: the same findings give the same quads.

    As SHACL (3.6.1.1) has it, `sh:conforms` is true only where there is no result at all, a warning or info included.
    The report tells no files and no lines, which are the site's own affair: a finding without a focus node, one of the
    syntax for example, has its file's path as a literal in its place. `paths` holds the complex paths by their text.
    """
    found = list(findings)
    report = BlankNode("report")
    quads = [
        _quad(report, NamedNode(f"{RDF}type"), NamedNode(f"{SH}ValidationReport")),
        _quad(report, "conforms", Literal("false" if found else "true", datatype=NamedNode(f"{XSD}boolean"))),
    ]
    for number, finding in enumerate(found, 1):
        result = BlankNode(f"result{number}")
        quads += [_quad(report, "result", result), *_result(result, finding, paths)]
    return quads


def _result(result: BlankNode, finding: Finding, paths: Mapping[str, Path]) -> list[Quad]:
    quads = [
        _quad(result, NamedNode(f"{RDF}type"), NamedNode(f"{SH}ValidationResult")),
        _quad(result, "resultSeverity", _SEVERITIES[finding.severity]),
        _quad(result, "sourceConstraintComponent", NamedNode(finding.component or _OTHER)),
    ]
    focus = finding.focus_node
    if focus is not None or finding.file is not None:
        quads.append(_quad(result, "focusNode", term(focus) if focus is not None else Literal(finding.file or "")))
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
    """Return the term that a finding shows: N-Triples, an IRI without its angle brackets."""
    if shown.startswith("_:"):
        return BlankNode(shown[2:])
    match = _LITERAL.fullmatch(shown)
    if match is None:
        return NamedNode(shown)
    text = _ESCAPE.sub(_unescaped, match["text"])
    if match["language"]:
        return Literal(text, language=match["language"])
    return Literal(text, datatype=NamedNode(match["datatype"])) if match["datatype"] else Literal(text)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPES.get(match[3], match[3])


def _quad(subject: BlankNode, predicate: NamedNode | str, value: NamedNode | BlankNode | Literal) -> Quad:
    return Quad(subject, NamedNode(f"{SH}{predicate}") if isinstance(predicate, str) else predicate, value)
