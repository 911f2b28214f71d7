"""The site's shapes: each of them catches its mistake, and no mistake is reported as another."""

import re
from functools import cache

import pytest
import rdflib
from rdflib.namespace import RDF, SH
from shapes_edits import EDITS, Edit
from shapes_mistakes import Mistake, mistakes
from site_graphs import SHAPES, findings, near, shapes, site, site_with

MISTAKES = list(mistakes())


@cache
def shapes_that_catch() -> dict[rdflib.term.Node, set[str]]:
    """Return the shapes that fire for each of the mistakes, all of them made at once."""
    graph, found = rdflib.Graph() + site(), {}
    for mistake in MISTAKES:
        graph += mistake.triples
    for thing, shape, _ in findings(graph, {mistake.thing for mistake in MISTAKES}):
        found.setdefault(thing, set()).add(shape)
    return found


@pytest.mark.filterwarnings("ignore:NotImplemented")  # pySHACL compares a day that does not exist
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.mistake)
def test_shapes_tell_of_a_mistake_and_of_nothing_else(edit: Edit) -> None:
    before, after = site(), site_with(edit)
    changed = (before - after) + (after - before)
    found = {shape: severity for _, shape, severity in findings(after, near(changed, before, after))}
    assert found.keys() == {edit.shape, *edit.also}
    assert found[edit.shape] == edit.severity


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.shape)
def test_rule_catches_what_breaks_it(mistake: Mistake) -> None:
    assert mistake.shape in shapes_that_catch().get(mistake.thing, set())


def test_every_rule_has_a_mistake_that_it_catches() -> None:
    found = {
        *shapes().subjects(RDF.type, SH.PropertyShape),
        *shapes().subjects(SH.closed),
        *shapes().objects(None, SH.sparql),
    }
    rules = {str(rule).removeprefix(SHAPES).removesuffix("-query") for rule in found}
    caught = {edit.shape for edit in EDITS} | {mistake.shape for mistake in MISTAKES}
    assert rules - caught == {"TermDefined-by"}  # speaks by OntologyTermShape


def test_rule_helps_to_mend_the_line() -> None:
    for shape in shapes().subjects(RDF.type, SH.PropertyShape):
        assert str(shape).startswith(SHAPES)
        for property in (SH.order, SH.group, SH.severity, SH.path):
            assert len(list(shapes().objects(shape, property))) == 1, (shape, property)
        for property in (SH.name, SH.message):
            assert sorted(text.language for text in shapes().objects(shape, property)) == ["en", "ja"], shape


def test_query_of_a_shape_uses_nothing_that_shacl_forbids() -> None:
    for query in shapes().objects(None, SH.select):
        assert not re.search(r"\b(VALUES|MINUS|SERVICE)\b", str(query))
