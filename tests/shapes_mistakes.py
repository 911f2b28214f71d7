"""A mistake for each rule of the shapes that is about one property: made in a copy of a thing that keeps all rules."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import rdflib
from rdflib.namespace import RDF, SH
from rdflib.term import Node
from site_graphs import BASE, shapes, site, targets

NOTHING = rdflib.URIRef(f"{BASE}id/nothing")
NO_WORD = rdflib.Literal("¿")
# What breaks a rule about values when it is added to them.
WRONG: dict[Node, tuple[Node, ...]] = {
    SH["class"]: (NOTHING,),
    SH.node: (NOTHING,),
    SH["in"]: (NOTHING,),
    SH["or"]: (NOTHING,),
    SH.nodeKind: (NO_WORD,),
    SH.pattern: (NO_WORD,),
    SH.datatype: (rdflib.Literal("¿", datatype=NOTHING),),
    SH.languageIn: (rdflib.Literal("res", lang="la"),),
    SH.minInclusive: (rdflib.Literal(-1),),
    SH.uniqueLang: (rdflib.Literal("one", lang="en"), rdflib.Literal("another", lang="en")),
}


@dataclass(frozen=True)
class Mistake:
    """A thing that breaks the rule of a property shape, and what is said of it."""

    shape: str
    thing: rdflib.URIRef
    triples: rdflib.Graph


def mistakes() -> Iterator[Mistake]:
    """Yield a mistake for each closed shape, and for each rule on how many values a property has or what they are."""
    own = {(rule, rule) for rule in shapes().subjects(SH.path) if (rule, SH.targetNode, None) not in shapes()}
    for owner, rule in sorted({*shapes().subject_objects(SH.property), *own}):
        path = shapes().value(rule, SH.path)
        models = sorted(targets(owner, site()), key=lambda thing: (not _has(thing, path), thing))
        right = set(site().objects(models[0], path)) if models and isinstance(path, rdflib.URIRef) else set()
        if models and (values := _values(rule, path, right)) is not None:
            yield _mistake(rule, models[0], path, values)
    for owner in sorted(shapes().subjects(SH.closed)):
        yield _mistake(owner, min(targets(owner, site())), NOTHING, {NOTHING})


def _mistake(rule: Node, model: Node, path: Node, values: set[Node]) -> Mistake:
    """Return a copy of a thing that has these values of a property, and no others."""
    name = str(rule).partition("#")[2]
    thing = rdflib.URIRef(f"{BASE}id/mistake/{name}")
    triples = rdflib.Graph()
    kept = None if isinstance(path, rdflib.URIRef) else RDF.type  # what leads on from a bare thing is nothing
    for _, predicate, value in site().triples((model, kept, None)):
        triples.add((thing, predicate, value))
    triples.remove((thing, path, None))
    for value in values:
        triples.add((thing, path, value))
    return Mistake(name, thing, triples)


def _has(thing: Node, path: Node) -> bool:
    return isinstance(path, rdflib.URIRef) and (thing, path, None) in site()


def _values(rule: Node, path: Node, right: set[Node]) -> set[Node] | None:
    """Return values of a property that break a rule, None where it takes more than one property to break it."""
    found = dict(shapes().predicate_objects(rule))
    if SH.minCount in found or SH.qualifiedMinCount in found:
        return set()
    if not isinstance(path, rdflib.URIRef):
        return None
    if SH.hasValue in found:
        return right - {found[SH.hasValue]}
    if SH.maxCount in found:
        return right | {rdflib.URIRef(f"{NOTHING}/{number}") for number in range(int(found[SH.maxCount]) + 1)}
    if SH.pattern in found and re.search(found[SH.pattern], NO_WORD):
        return None  # it bars a word, and only one who knows that word can break it
    return next((right | set(wrong) for kind, wrong in WRONG.items() if kind in found), None)
