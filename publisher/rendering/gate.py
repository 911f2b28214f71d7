"""The shapes and the validation report as people read them: rules by kind of thing, findings as rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from publisher.labels import Label, choose, last_word
from publisher.namespaces import RDF, RDFS, SH
from publisher.rendering.names import Term
from publisher.rendering.relations import by_subject, items_of

FINDINGS = 500  # findings that a page shows; the Turtle holds them all
TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
# What a shape may demand of values (SHACL, section 4); sh:sparql says it in its message.
DEMANDS = (
    *("minCount", "maxCount", "class", "datatype", "nodeKind", "node", "hasValue", "in", "languageIn", "uniqueLang"),
    *("pattern", "minLength", "maxLength", "minInclusive", "maxInclusive", "minExclusive", "maxExclusive"),
    *("equals", "disjoint", "lessThan", "lessThanOrEquals", "closed"),
)
# SPARQL's signs for the paths that SHACL writes as nodes (SHACL, section 2.3.1).
PATHS = {"inversePath": ("^", ""), "zeroOrMorePath": ("", "*"), "oneOrMorePath": ("", "+"), "zeroOrOnePath": ("", "?")}
DEEPEST = 8  # paths inside paths that a page shows
SEVERITIES = ("Violation", "Warning", "Info")

Properties = Mapping[str, list[Quad]]
Statements = Mapping[Term, Properties]
Path = tuple[Term | str, ...]


@dataclass(frozen=True)
class Rule:
    """What a property of a thing must hold; `path` is SPARQL's notation, empty where the thing itself is meant."""

    path: Path
    name: Label | None
    message: Label | None
    severity: str
    demands: tuple[tuple[str, tuple[Term, ...]], ...]


@dataclass(frozen=True)
class Shape:
    """The rules for one kind of thing."""

    iri: str
    name: Label
    targets: tuple[Term, ...]
    rules: tuple[Rule, ...]

    def terms(self) -> Iterator[Term]:
        """Yield every term that a page about this shape names."""
        yield from self.targets
        for rule in self.rules:
            yield from (part for part in rule.path if not isinstance(part, str))
            yield from (term for _, values in rule.demands for term in values)


@dataclass(frozen=True)
class Result:
    """One result of a validation (SHACL, section 3.6.2)."""

    severity: str
    focus_node: Term | None
    path: Path
    value: Term | None
    message: Label | None

    def terms(self) -> Iterator[Term]:
        """Yield every term that a row about this result names."""
        yield from (term for term in (self.focus_node, self.value) if term is not None)
        yield from (part for part in self.path if not isinstance(part, str))


@dataclass(frozen=True)
class Report:
    """A validation report: whether the data conforms, how many results there are, and the gravest of them."""

    conforms: bool
    total: int
    results: tuple[Result, ...]


def read_shapes(quads: Iterable[Quad], languages: Sequence[str]) -> list[Shape]:
    """Return the shapes that speak of a kind of thing, in order of their names."""
    statements = by_subject(quads)
    shapes = [
        _shape(node, statements, languages)
        for node, found in statements.items()
        if isinstance(node, NamedNode) and (SH + "property" in found or any(SH + name in found for name in TARGETS))
    ]
    return sorted(shapes, key=lambda shape: (shape.name.text.casefold(), shape.iri))


def read_report(quads: Iterable[Quad], languages: Sequence[str]) -> Report:
    """Return the report in the quads of a validation, gravest results first."""
    statements = by_subject(quads)
    results = [_result(found, statements, languages) for found in statements.values() if SH + "resultSeverity" in found]
    results.sort(key=lambda result: (_gravity(result.severity), str(result.focus_node), str(result.path)))
    conforms = [_text(value) for found in statements.values() for value in _values(found, "conforms")]
    return Report(bool(conforms) and set(conforms) <= {"true", "1"}, len(results), tuple(results[:FINDINGS]))


def _shape(node: NamedNode, statements: Statements, languages: Sequence[str]) -> Shape:
    found = statements[node]
    properties = sorted(_values(found, "property"), key=lambda value: _order(statements.get(value, {}), value))
    rules = [_rule(statements[value], statements, languages) for value in properties if value in statements]
    own = _rule(found, statements, languages)
    rules += [own] if own.demands else []
    for name in ("sparql", "not", "or", "and", "xone"):
        for value in _values(found, name):
            message = _label(statements.get(value, {}), languages, SH + "message") or own.message
            rules.append(Rule((), None, message, own.severity, ((name, ()),)))
    name_label = _label(found, languages, RDFS + "label", SH + "name") or Label(last_word(node.value), "")
    targets = [value for name in TARGETS for value in _values(found, name)]
    is_class = any(value == NamedNode(RDFS + "Class") for value in _values(found, "type", RDF))
    return Shape(node.value, name_label, tuple([*targets, node] if is_class else targets), tuple(rules))


def _order(found: Properties, node: Term) -> tuple[float, str]:
    try:
        return float(next((_text(value) for value in _values(found, "order")), "inf")), str(node)
    except ValueError:
        return float("inf"), str(node)


def _rule(found: Properties, statements: Statements, languages: Sequence[str]) -> Rule:
    demands = [(name, _members(values, statements)) for name in DEMANDS if (values := _values(found, name))]
    return Rule(
        path=_path(next(iter(_values(found, "path")), None), statements),
        name=_label(found, languages, SH + "name", SH + "description"),
        message=_label(found, languages, SH + "message", SH + "description"),
        severity=_word(next(iter(_values(found, "severity")), None)) or SEVERITIES[0],
        demands=tuple(demands),
    )


def _members(values: Iterable[Term], statements: Statements) -> tuple[Term, ...]:
    """Return values with lists opened (sh:in, sh:languageIn)."""
    members: list[Term] = []
    for value in values:
        items = items_of(value, statements) if isinstance(value, BlankNode) else None
        members += [value] if items is None else [item.term for item in items]
    return tuple(members)


def _path(node: Term | None, statements: Statements, above: tuple[Term, ...] = ()) -> Path:
    """Return a path in SPARQL's notation; where it contains itself or is too deep to read, it is cut by "…"."""
    if not isinstance(node, BlankNode):
        return () if node is None else (node,)
    if node in above or len(above) >= DEEPEST:
        return ("…",)
    above = (*above, node)
    items = items_of(node, statements)
    if items is not None:
        return _joined((item.term for item in items), "/", statements, above)
    found = statements.get(node, {})
    for name, (before, after) in PATHS.items():
        for value in _values(found, name):
            return (before, *_bracketed(_path(value, statements, above)), after)
    for value in _values(found, "alternativePath"):
        return _joined(_members([value], statements), " | ", statements, above)
    return ()


def _joined(nodes: Iterable[Term], mark: str, statements: Statements, above: tuple[Term, ...]) -> Path:
    parts: list[Term | str] = []
    for node in nodes:
        parts += [mark] if parts else []
        path = _path(node, statements, above)
        # "^", "*", "+" and "?" hold on to their part more closely than "/" and "|" do.
        is_held = any(SH + name in statements.get(node, {}) for name in PATHS)
        parts += path if is_held else _bracketed(path)
    return tuple(parts)


def _bracketed(path: Path) -> Path:
    """Return a path as part of another, in brackets unless it is one property."""
    return ("(", *path, ")") if len(path) > 1 else path


def _result(found: Properties, statements: Statements, languages: Sequence[str]) -> Result:
    return Result(
        severity=_word(next(iter(_values(found, "resultSeverity")), None)),
        focus_node=next(iter(_values(found, "focusNode")), None),
        path=_path(next(iter(_values(found, "resultPath")), None), statements),
        value=next(iter(_values(found, "value")), None),
        message=_label(found, languages, SH + "resultMessage"),
    )


def _gravity(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _values(found: Properties, name: str, namespace: str = SH) -> list[Term]:
    return [quad.object for quad in found.get(namespace + name, ())]


def _label(found: Properties, languages: Sequence[str], *predicates: str) -> Label | None:
    labels = [
        Label(quad.object.value, quad.object.language or "", rank)
        for rank, predicate in enumerate(predicates)
        for quad in found.get(predicate, ())
        if isinstance(quad.object, Literal)
    ]
    return choose(labels, languages)


def _text(term: Term) -> str:
    return term.value if isinstance(term, Literal | NamedNode) else ""


def _word(term: Term | None) -> str:
    return last_word(term.value) if isinstance(term, NamedNode) else ""
