"""The site's shapes and its gate of evidence: each catches its mistake, and no mistake is reported as another."""

import re
from functools import cache
from pathlib import Path

import pytest
import rdflib
from edits import EDITS, Edit
from rdflib.namespace import RDF, SH
from shapes_bench import MOVABLE, findings_with, gate_findings, shape_findings
from shapes_mistakes import Mistake, mistakes
from site_graphs import SHAPES, shapes, site

MISTAKES = list(mistakes())
ERRORS = 36  # that a gate for this site must catch


@cache
def shapes_that_catch() -> dict[rdflib.term.Node, set[str]]:
    """Return the shapes that fire for each of the mistakes, all of them made at once."""
    found: dict[rdflib.term.Node, set[str]] = {}
    made = {triple for mistake in MISTAKES for triple in mistake.triples}
    for thing, shape, _ in findings_with(made, {mistake.thing for mistake in MISTAKES}):
        found.setdefault(thing, set()).add(shape)
    return found


@pytest.mark.filterwarnings("ignore:NotImplemented")  # pySHACL compares a day that does not exist
@pytest.mark.parametrize("edit", [edit for edit in EDITS if not edit.gate], ids=lambda edit: edit.mistake)
def test_shapes_tell_of_a_mistake_and_of_nothing_else(edit: Edit) -> None:
    found = {shape: severity for _, shape, severity in shape_findings(edit)}
    assert found.keys() == {edit.shape, *edit.also}
    assert found[edit.shape] == edit.severity


@pytest.mark.parametrize("edit", [edit for edit in EDITS if edit.gate], ids=lambda edit: edit.mistake)
def test_gate_tells_of_a_mistake_and_of_nothing_else(edit: Edit, tmp_path: Path) -> None:
    assert gate_findings(edit, tmp_path) == {edit.shape, *edit.also}


@pytest.mark.parametrize("error", range(1, ERRORS + 1))
def test_each_error_that_must_be_caught_is_made(error: int) -> None:
    assert [edit for edit in EDITS if edit.error == error]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.shape)
def test_rule_catches_what_breaks_it(mistake: Mistake) -> None:
    assert mistake.shape in shapes_that_catch().get(mistake.thing, set())


def test_every_rule_has_a_mistake_that_it_catches() -> None:
    caught = {edit.shape for edit in EDITS} | {mistake.shape for mistake in MISTAKES}
    assert {str(rule).removeprefix(SHAPES) for rule in rules()} - caught == set()


def rules() -> set[rdflib.term.Node]:
    """Return the shapes that tell of something themselves, and not by another that asks them."""
    with_targets = {shape for target in (*MOVABLE, SH.targetNode) for shape in shapes().subjects(target)}
    asked = {rule for shape in with_targets for rule in shapes().objects(shape, SH.property)}
    return {shape for shape in with_targets | asked if (shape, SH.message, None) in shapes()}


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


def test_records_and_passages_are_not_asked_for_one_by_one() -> None:
    many = {kind for kind in site().objects(None, RDF.type) if len(set(site().subjects(RDF.type, kind))) > 150}
    slow = {shape for kind in many for shape in shapes().subjects(SH.targetClass, kind)}
    assert not [shape for shape in slow if set(shapes().objects(shape, SH.sparql | SH.property))]
