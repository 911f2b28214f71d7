"""Find in a dataset and its shapes what places and constrains each term."""

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode, Quad

from publisher.namespaces import RDF, RDFS, SH
from publisher.terms.model import Constraint, Kinship, Terms
from publisher.terms.shapes import Said, Statements, arrangements_in, by_subject, classes_of, texts_of

KIND_OF = frozenset((RDFS + "subClassOf", RDFS + "subPropertyOf"))
TARGETS = tuple(SH + name for name in ("targetNode", "targetSubjectsOf", "targetObjectsOf"))
NAMES, MESSAGES = (RDFS + "label", SH + "name"), (SH + "message", SH + "description")
DEEPEST = 50  # parts of a path inside parts


def terms_in(quads: Iterable[Quad], shapes: Iterable[Quad], asked: Iterable[tuple[str, Iterable[str]]]) -> Terms:
    """Return what places terms in a dataset; `asked` are questions by name, each with the IRIs in it."""
    statements = by_subject(shapes)
    return Terms(
        sorted(set(_kinships(quads))),
        sorted(set(_constraints(statements)), key=_order),
        sorted({(iri, name) for name, iris in asked for iri in iris}),
        arrangements_in(statements),
    )


def _kinships(quads: Iterable[Quad]) -> Iterator[Kinship]:
    for quad in quads:
        if quad.predicate.value not in KIND_OF or quad.object == quad.subject:
            continue
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            yield quad.subject.value, quad.object.value


def _constraints(statements: Statements) -> Iterator[Constraint]:
    for shape, found in statements.items():
        iri = shape[1:-1] if shape[0] == "<" else ""
        names = texts_of(found, NAMES)
        targets = _targets(iri, found)
        for term in targets:
            yield Constraint(term, iri, names, texts_of(found, MESSAGES[1:]), True)
        # A property shape may have targets of its own.
        rules = [shape] if SH + "path" in found and targets else []
        for rule in (*rules, *map(str, found.get(SH + "property", ()))):
            said = statements.get(rule, {})
            messages = texts_of(said, MESSAGES) or texts_of(said, NAMES)
            classes = (value.value for value in said.get(SH + "class", ()) if isinstance(value, NamedNode))
            for term in {*classes, *_on_path(said.get(SH + "path", ()), statements)}:
                yield Constraint(term, iri, names, messages, False)


def _order(one: Constraint) -> tuple[str, bool, str, str]:
    return one.term, not one.is_target, one.shape, str(one.messages)


def _targets(iri: str, found: Said) -> set[str]:
    """Return what a shape holds for."""
    values = (value for name in TARGETS for value in found.get(name, ()))
    return {value.value for value in values if isinstance(value, NamedNode)} | classes_of(iri, found)


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
