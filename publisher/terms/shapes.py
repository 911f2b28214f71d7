"""What shapes tell beside their rules: what they hold for, and how they arrange the properties of things.

Groups, order and names are the non-validating characteristics of property shapes (SHACL, section 2.3.2); they are
read for simple paths.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from publisher.labels import Label
from publisher.namespaces import RDF, RDFS, SH
from publisher.terms.arrangement import Heading, Place

TARGET_CLASS = SH + "targetClass"
# From a shape to those that hold for the same things: its property shapes, and the shapes that it is made of.
FOLLOWED = (SH + "property", SH + "node", SH + "and", RDF + "first", RDF + "rest")

Said = Mapping[str, Sequence[object]]  # values by predicate
Statements = Mapping[str, Said]  # by subject, as N-Quads writes it


def by_subject(quads: Iterable[Quad]) -> Statements:
    """Return what is said of each subject."""
    statements: dict[str, dict[str, list[object]]] = {}
    for quad in quads:
        statements.setdefault(str(quad.subject), {}).setdefault(quad.predicate.value, []).append(quad.object)
    return statements


def classes_of(iri: str, found: Said) -> set[str]:
    """Return the classes that a shape holds for; one that is a class is for its own things (SHACL, section 2.1.3.3)."""
    targets = {value.value for value in found.get(TARGET_CLASS, ()) if isinstance(value, NamedNode)}
    is_class = NamedNode(RDFS + "Class") in found.get(RDF + "type", ())
    return targets | {iri} if is_class and iri else targets


def texts_of(found: Said, predicates: Sequence[str]) -> tuple[Label, ...]:
    """Return the texts that some predicates have, each with the place of its predicate among them."""
    values = ((rank, value) for rank, name in enumerate(predicates) for value in found.get(name, ()))
    labels = (Label(value.value, value.language or "", rank) for rank, value in values if isinstance(value, Literal))
    return tuple(sorted(labels, key=lambda label: (label.language, label.rank, label.text)))


def arrangements_in(statements: Statements) -> dict[str, dict[str, Place]]:
    """Return how the shapes of each class arrange properties; of several for one, the first by order says most."""
    found: dict[str, list[tuple[str, Place]]] = {}
    for shape, said in statements.items():
        for class_iri in classes_of(shape[1:-1] if shape[0] == "<" else "", said):
            found.setdefault(class_iri, []).extend(_places(shape, statements))
    return {class_iri: _merged(places) for class_iri, places in found.items() if places}


def _places(shape: str, statements: Statements) -> Iterator[tuple[str, Place]]:
    """Yield the properties that a shape and those inside of it give a place."""
    waiting, seen = [shape], set[str]()
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        said = statements.get(here, {})
        paths = [path.value for path in said.get(SH + "path", ()) if isinstance(path, NamedNode)]
        place = _place(said, statements)
        if place != Place():
            yield from ((path, place) for path in paths)
        if SH + "path" not in said:  # shapes inside of a property shape hold for its values
            waiting += [str(node) for name in FOLLOWED for node in said.get(name, ())]


def _place(said: Said, statements: Statements) -> Place:
    if any(isinstance(value, Literal) and value.value == "0" for value in said.get(SH + "maxCount", ())):
        return Place()  # it names what is not to be
    groups = sorted(str(node) for node in said.get(SH + "group", ()) if isinstance(node, NamedNode | BlankNode))
    heading = _heading(groups[0], statements.get(groups[0], {})) if groups else None
    return Place(heading, _order(said), texts_of(said, (SH + "name",)))


def _heading(group: str, said: Said) -> Heading | None:
    """Return a group; None for one that has no name of any kind."""
    names = texts_of(said, (RDFS + "label", SH + "name"))
    return Heading(group.strip("<>"), names, _order(said)) if names or group[0] == "<" else None


def _order(said: Said) -> float:
    """Return the least order of a property shape or group; what is no number counts for none."""
    found = [inf]
    for value in said.get(SH + "order", ()):
        try:
            found.append(float(value.value if isinstance(value, Literal) else inf))
        except ValueError:
            continue
    return min(number for number in found if number == number)  # NaN is no order


def _merged(places: Iterable[tuple[str, Place]]) -> dict[str, Place]:
    merged: dict[str, Place] = {}
    for name, place in sorted(places, key=lambda one: (one[0], one[1].order, str(one[1]))):
        merged[name] = merged[name].or_else(place) if name in merged else place
    return merged
