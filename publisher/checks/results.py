"""The results of a validation report, as SHACL has them (section 3.6.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rdflib import SH, Graph, Literal
from rdflib.term import Node

from publisher.checks.paths import Path, read
from publisher.findings import Severity
from publisher.namespaces import SH as SHACL

# A severity of the shapes' own making stops the publication: it is graver than anything we could guess.
SEVERITIES: Mapping[Node, Severity] = MappingProxyType({SH.Info: Severity.INFO, SH.Warning: Severity.WARNING})

_ALWAYS = (SH.focusNode, SH.sourceShape, SH.resultSeverity)


@dataclass(frozen=True)
class Result:
    """One result; `details` are those that made the value fail a shape that sh:node names.

    `component` is the IRI of the constraint component, `constraint` the node of a query, `texts` the messages.
    """

    focus: Node
    path: Path | None
    value: Node | None
    component: str
    shape: Node
    constraint: Node | None
    severity: Severity
    texts: tuple[Literal, ...]
    details: tuple["Result", ...]

    @property
    def word(self) -> str:
        """The constraint component by its name in SHACL ("MinCount"), one of the shapes' own making by its IRI."""
        return self.component.removeprefix(SHACL).removesuffix("ConstraintComponent")

    def tree(self) -> Iterator["Result"]:
        """Yield this result and all that it comes of."""
        yield self
        for detail in self.details:
            yield from detail.tree()


def results_of(report: Graph) -> list[Result]:
    """Return the results of a report in an order of their own: two runs give the same."""
    return sorted((_result(report, node) for node in report.objects(None, SH.result)), key=_key)


def _result(report: Graph, node: Node) -> Result:
    path = report.value(node, SH.resultPath)
    focus, shape, severity = (next(report.objects(node, name)) for name in _ALWAYS)
    texts = (text for text in report.objects(node, SH.resultMessage) if isinstance(text, Literal))
    return Result(
        focus=focus,
        path=None if path is None else read(report, path),
        value=report.value(node, SH.value),
        component=str(report.value(node, SH.sourceConstraintComponent)),
        shape=shape,
        constraint=report.value(node, SH.sourceConstraint),
        severity=SEVERITIES.get(severity, Severity.VIOLATION),
        texts=tuple(sorted(texts, key=lambda text: (str(text), text.language or ""))),
        details=tuple(sorted((_result(report, detail) for detail in report.objects(node, SH.detail)), key=_key)),
    )


def _key(result: Result) -> tuple[str, ...]:
    terms = (result.focus, result.shape, result.component, result.value, result.path and result.path.text)
    return *(str(term) for term in terms), *(str(text) for text in result.texts)
