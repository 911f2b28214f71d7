"""Validate with SHACL: ontology and data together, no inference, nothing fetched; results become findings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Quad
from rdflib import Graph, URIRef
from rdflib.term import BNode, Node

from publisher.checks import places, shapes
from publisher.checks.blame import reasons
from publisher.checks.causes import independent
from publisher.checks.messages import Messages
from publisher.checks.naming import Named
from publisher.checks.paths import Path
from publisher.checks.prefixes import Declared
from publisher.checks.results import Result, results_of
from publisher.checks.running import Failure, aimed, quiet, run
from publisher.checks.terms import Terms, graph_of, shown
from publisher.checks.wording import Sentences
from publisher.findings import Finding, violation
from publisher.sources import Locator, Sources


@dataclass(frozen=True)
class Outcome:
    """What the shapes say: findings, and the path that each complex path's text stands for."""

    findings: tuple[Finding, ...]
    paths: dict[str, Path]


def validate(sources: Sources, declared: Declared, locator: Locator) -> Outcome:
    """Return the findings of the shapes; a shape that cannot be used is a violation that names its file."""
    if not any(file.quads for file in sources.shapes):
        return Outcome((), {})
    shape_quads, findings = shapes.sound(sources, declared, locator)
    with quiet():
        terms = Terms()
        data = graph_of(sources.quads(), terms)
        shape_graph = graph_of(shape_quads, terms)
        try:
            report = run(data, shape_graph)
        except Failure as failure:
            return Outcome((*findings, *_unusable(sources, declared, shape_quads, str(failure))), {})
        found = _Results(data, shape_graph, report)
        return Outcome((*findings, *found.findings(sources, locator)), found.complex_paths())


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
        run(graph_of(data, terms), graph_of(quads, terms))
    except Failure as failure:
        return str(failure)
    return None


class _Results:
    """The results of a report, in order, as findings; what merely follows from another result is none."""

    def __init__(self, data: Graph, shape_graph: Graph, report: Graph) -> None:
        self._data, self._shapes = data, shape_graph
        self._results = independent(results_of(report), data, shape_graph, self._again)

    def complex_paths(self) -> dict[str, Path]:
        """Return the paths that are more than an IRI, by their text."""
        paths = (result.path for result in self._results)
        return {path.text: path for path in paths if path is not None and path.kind != "iri"}

    def findings(self, sources: Sources, locator: Locator) -> Iterator[Finding]:
        """Yield a finding for each result."""
        named = Named(sources.prefixes.with_well_known(), self._shapes)
        messages = Messages(self._shapes, Sentences(self._data, self._shapes, named))
        located = self._places(sources, locator)
        for result in self._results:
            file, line = located[result] or (None, None)
            yield Finding(
                result.severity,
                messages.of(result, located),
                file=file,
                line=line,
                focus_node=shown(result.focus),
                path=result.path.text if result.path else None,
                value=None if result.value is None else shown(result.value),
                shape=self._shape(result.shape),
                component=result.component,
            )

    def _places(self, sources: Sources, locator: Locator) -> dict[Result, places.Place | None]:
        every = list(dict.fromkeys(each for result in self._results for each in result.tree()))
        nearest = places.Nearest(self._data, self._shapes)
        wanted = [nearest.of(result) for result in every]
        return dict(zip(every, places.locate(wanted, sources.ontology + sources.data, locator), strict=True))

    def _again(self, data: Graph, asked: Iterable[tuple[Node, Node]]) -> list[Result] | None:
        """Return the results of certain shapes on certain focus nodes alone, None where the shapes fail."""
        try:
            return results_of(run(data, aimed(self._shapes, asked)))
        except Failure:
            return None

    def _shape(self, shape: Node | None) -> str | None:
        """Return the IRI of a shape or, of one without a name, that of the shape it belongs to."""
        seen: set[Node] = set()
        while isinstance(shape, BNode) and shape not in seen:
            seen.add(shape)
            owners = sorted(self._shapes.subjects(None, shape), key=lambda node: (isinstance(node, BNode), str(node)))
            shape = owners[0] if owners else None
        return str(shape) if isinstance(shape, URIRef) else None
