"""Validate with pySHACL: ontology and data together, no inference, nothing fetched; results become findings."""

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyshacl
from pyoxigraph import Quad
from rdflib import SH, Graph, URIRef
from rdflib.term import BNode, Node

from publisher.checks import places, shapes
from publisher.checks.blame import reasons
from publisher.checks.messages import messages
from publisher.checks.paths import Edge, Path, read
from publisher.checks.prefixes import Declared
from publisher.checks.terms import Terms, graph_of, shown
from publisher.findings import Finding, Severity, violation
from publisher.sources import Locator, Sources

# A severity of the shapes' own making stops the publication: it is graver than anything we could guess.
SEVERITIES = {SH.Info: Severity.INFO, SH.Warning: Severity.WARNING}
_LOGGERS = ("rdflib.term", "rdflib", "pyshacl", "pyshacl-validate", "pyshacl.validator")


@dataclass(frozen=True)
class Outcome:
    """What the shapes say: findings, and the path that each complex path's text stands for."""

    findings: tuple[Finding, ...]
    paths: dict[str, Path]


class _Failure(Exception):
    """pySHACL could not finish; the text says why."""


def validate(sources: Sources, declared: Declared, locator: Locator) -> Outcome:
    """Return the findings of the shapes; a shape that cannot be used is a violation that names its file."""
    if not any(file.quads for file in sources.shapes):
        return Outcome((), {})
    shape_quads, findings = shapes.sound(sources, declared, locator)
    with _quiet():
        terms = Terms()
        data = graph_of(sources.quads(), terms)
        shape_graph = graph_of(shape_quads, terms)
        try:
            report = _run(data, shape_graph)
        except _Failure as failure:
            return Outcome((*findings, *_unusable(sources, declared, shape_quads, str(failure))), {})
        found = _Results(data, shape_graph, report)
        return Outcome((*findings, *found.findings(sources, locator)), found.complex_paths())


def _run(data: Graph, shape_graph: Graph) -> Graph:
    """Return the validation report."""
    try:
        _, report, text = pyshacl.validate(
            data,
            shacl_graph=shape_graph,
            inference="none",
            advanced=False,
            inplace=True,
            do_owl_imports=False,
            meta_shacl=False,
            js=False,
        )
    # A shape that is not as SHACL wants it can raise anything out of pySHACL, rdflib and pyparsing.
    except Exception as error:
        raise _Failure(_one_line(error)) from None
    if not isinstance(report, Graph):
        raise _Failure(" ".join(str(text).split()))
    return report


def _unusable(sources: Sources, declared: Declared, quads: list[Quad], reason: str) -> Iterator[Finding]:
    """Yield a violation for each file whose shapes cannot be used; one for all that may be meant if none is found."""
    kept = set(quads)
    parts = {file.path: [quad for quad in file.quads if quad in kept] for file in sources.shapes if file.quads}
    found = list(reasons(parts.items(), quads, declared.quads(), _failing))
    if not found and len(parts) == 1:
        found = [(next(iter(parts)), reason)]
    for path, why in found:
        yield violation(
            f"the shapes cannot be used: {why}; mend the shape",
            f"シェイプを使えません（{why}）。シェイプを直してください",
            file=path,
        )
    if not found:
        files = ", ".join(parts)
        yield violation(
            f"the shapes cannot be used on this data: {reason}; mend the shape, which is in one of {files}",
            f"このデータにはシェイプを使えません（{reason}）。次のいずれかのシェイプを直してください: {files}",
        )


def _failing(data: Iterable[Quad], quads: Iterable[Quad]) -> str | None:
    """Return why shapes cannot be used on data, None when they can."""
    terms = Terms()
    try:
        _run(graph_of(data, terms), graph_of(quads, terms))
    except _Failure as failure:
        return str(failure)
    return None


class _Results:
    """The results of a report, in order, as findings."""

    def __init__(self, data: Graph, shape_graph: Graph, report: Graph) -> None:
        self._data, self._shapes, self._report = data, shape_graph, report
        self._results = sorted(report.subjects(SH.resultSeverity, None), key=self._key)
        self._paths = [self._path(result) for result in self._results]

    def complex_paths(self) -> dict[str, Path]:
        """Return the paths that are more than an IRI, by their text."""
        return {path.text: path for path in self._paths if path is not None and path.kind != "iri"}

    def findings(self, sources: Sources, locator: Locator) -> Iterator[Finding]:
        """Yield a finding for each result."""
        wanted = [self._nearest(*pair) for pair in zip(self._results, self._paths, strict=True)]
        located = places.locate(wanted, sources.ontology + sources.data, locator)
        for result, path, place in zip(self._results, self._paths, located, strict=True):
            file, line = place or (None, None)
            component = self._value(result, SH.sourceConstraintComponent)
            yield Finding(
                SEVERITIES.get(self._value(result, SH.resultSeverity), Severity.VIOLATION),  # type: ignore[call-overload]
                messages(self._report, self._shapes, result),
                file=file,
                line=line,
                focus_node=shown(self._value(result, SH.focusNode)),
                path=path.text if path else None,
                value=shown(self._value(result, SH.value)),
                shape=self._shape(self._value(result, SH.sourceShape)),
                component=str(component) if component else None,
            )

    def _value(self, result: Node, predicate: URIRef) -> Node | None:
        return self._report.value(result, predicate)

    def _key(self, result: Node) -> tuple[str, ...]:
        predicates = (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent, SH.value)
        texts = sorted(str(text) for text in self._report.objects(result, SH.resultMessage))
        return *(str(self._value(result, predicate)) for predicate in predicates), *texts

    def _path(self, result: Node) -> Path | None:
        node = self._value(result, SH.resultPath)
        return None if node is None else read(self._report, node)

    def _nearest(self, result: Node, path: Path | None) -> list[Edge]:
        focus = self._value(result, SH.focusNode)
        return [] if focus is None else places.nearest(self._data, focus, path, self._value(result, SH.value))

    def _shape(self, shape: Node | None) -> str | None:
        """Return the IRI of a shape or, of one without a name, that of the shape it belongs to."""
        seen: set[Node] = set()
        while isinstance(shape, BNode) and shape not in seen:
            seen.add(shape)
            owners = sorted(self._shapes.subjects(None, shape), key=lambda node: (isinstance(node, BNode), str(node)))
            shape = owners[0] if owners else None
        return str(shape) if isinstance(shape, URIRef) else None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries from printing: what is wrong with a literal or a shape is told as a finding."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled
