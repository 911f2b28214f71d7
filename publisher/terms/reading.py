"""Find in a dataset and its shapes what places and constrains each term."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from publisher.labels import Label
from publisher.namespaces import RDF, RDFS, SH
from publisher.terms.model import Constraint, Kinship, Terms

KIND_OF = frozenset((RDFS + "subClassOf", RDFS + "subPropertyOf"))
TARGETS = tuple(SH + name for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"))
NAMES, MESSAGES = (RDFS + "label", SH + "name"), (SH + "message", SH + "description")
DEEPEST = 50  # parts of a path inside parts

Statements = Mapping[str, Mapping[str, Sequence[object]]]


def terms_in(quads: Iterable[Quad], shapes: Iterable[Quad], asked: Iterable[tuple[str, Iterable[str]]]) -> Terms:
    """Return what places terms in a dataset; `asked` are questions by name, each with the IRIs in it."""
    return Terms(
        sorted(set(_kinships(quads))),
        sorted(set(_constraints(shapes)), key=_order),
        sorted({(iri, name) for name, iris in asked for iri in iris}),
    )


def _kinships(quads: Iterable[Quad]) -> Iterator[Kinship]:
    for quad in quads:
        if quad.predicate.value not in KIND_OF or quad.object == quad.subject:
            continue
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            yield quad.subject.value, quad.object.value


def _constraints(quads: Iterable[Quad]) -> Iterator[Constraint]:
    statements: dict[str, dict[str, list[object]]] = {}
    for quad in quads:
        statements.setdefault(str(quad.subject), {}).setdefault(quad.predicate.value, []).append(quad.object)
    for shape, found in statements.items():
        iri = shape[1:-1] if shape[0] == "<" else ""
        names = _texts(found, NAMES)
        for term in _targets(iri, found):
            yield Constraint(term, iri, names, _texts(found, MESSAGES[1:]), True)
        for rule in found.get(SH + "property", ()):
            said = statements.get(str(rule), {})
            messages = _texts(said, MESSAGES) or _texts(said, NAMES)
            classes = (value.value for value in said.get(SH + "class", ()) if isinstance(value, NamedNode))
            for term in {*classes, *_on_path(said.get(SH + "path", ()), statements)}:
                yield Constraint(term, iri, names, messages, False)


def _order(one: Constraint) -> tuple[str, bool, str, str]:
    return one.term, not one.is_target, one.shape, str(one.messages)


def _targets(iri: str, found: Mapping[str, Sequence[object]]) -> set[str]:
    """Return what a shape holds for; one that is a class itself holds for its things (SHACL, section 2.1.3.3)."""
    values = (value for name in TARGETS for value in found.get(name, ()))
    targets = {value.value for value in values if isinstance(value, NamedNode)}
    is_class = NamedNode(RDFS + "Class") in found.get(RDF + "type", ())
    return targets | {iri} if is_class and iri else targets


def _on_path(nodes: Iterable[object], statements: Statements) -> set[str]:
    """Return the properties on a path, however it is put together (SHACL, section 2.3.1)."""
    found: set[str] = set()
    seen: set[str] = set()
    here = list(nodes)
    for _ in range(DEEPEST):
        found |= {node.value for node in here if isinstance(node, NamedNode)}
        inner = {str(node) for node in here if isinstance(node, BlankNode)} - seen
        seen |= inner
        here = [value for node in inner for values in statements.get(node, {}).values() for value in values]
    return found - {RDF + "nil"}


def _texts(found: Mapping[str, Sequence[object]], predicates: Sequence[str]) -> tuple[Label, ...]:
    values = ((rank, value) for rank, name in enumerate(predicates) for value in found.get(name, ()))
    labels = (Label(value.value, value.language or "", rank) for rank, value in values if isinstance(value, Literal))
    return tuple(sorted(labels, key=lambda label: (label.language, label.rank, label.text)))
