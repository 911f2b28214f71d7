"""Where terms stand among others and what speaks of them: read from data and shapes, and bounded for a page."""

from itertools import pairwise
from math import inf
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from publisher.documents import Documents, write_documents
from publisher.labels import Label
from publisher.questions import named_in
from publisher.terms import Node, forest, terms_in, write_terms
from publisher.terms.model import DEEPEST
from publisher.terms.table import ABOVE, BELOW, FURTHER, LEVELS, LISTED

EX = "https://example.org/"
PREFIXES = f"""@prefix ex: <{EX}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
"""
SHAPES = """ex:OfficeShape a sh:NodeShape ; rdfs:label "Offices"@en ; sh:targetClass ex:Office ;
  sh:property [ sh:path ( ex:part [ sh:inversePath ex:near ] ) ; sh:class ex:City ; sh:message "A <city>."@en ] .
ex:Person a rdfs:Class, sh:NodeShape ; sh:property [ sh:path ex:name ] .
[] sh:targetSubjectsOf ex:near .
"""


def table(tmp_path: Path, data: str, shapes: str = "", asked: tuple[tuple[str, set[str]], ...] = ()) -> Documents:
    """Write the terms of some Turtle into a document table."""
    quads, rules = (list(parse((PREFIXES + text).encode(), RdfFormat.TURTLE)) for text in (data, shapes))
    path = tmp_path / "documents.sqlite"
    write_documents(path, quads, EX, 100, ("en",))
    write_terms(path, terms_in(quads, rules, asked))
    return Documents(path)


def outline(nodes: tuple[Node, ...], depth: int = 0) -> list[str]:
    """Return trees as lines, each indented below what it is a kind of."""
    lines = []
    for node in nodes:
        more = f" +{node.left}" * bool(node.left) + " again" * node.is_again
        lines += [" " * depth + node.iri.removeprefix(EX) + more, *outline(node.below, depth + 1)]
    return lines


def test_a_term_stands_between_all_that_it_is_a_kind_of_and_its_own_kinds(tmp_path: Path) -> None:
    data = """ex:Office rdfs:subClassOf ex:Body, ex:Place, [] . ex:Body rdfs:subClassOf ex:Agent .
    ex:Patent rdfs:subClassOf ex:Office . ex:Local rdfs:subClassOf ex:Patent . ex:Place a rdfs:Class .
    ex:Person rdfs:subClassOf ex:Agent ."""
    place = table(tmp_path, data).terms.place(EX + "Office")
    assert outline(place) == ["Agent", " Body", "  Office", "   Patent", "    Local", "Place", " Office again"]
    assert place[0].below_of(EX + "Office") == [EX + "Local", EX + "Patent"]


def test_properties_have_a_place_too_and_what_stands_alone_has_none(tmp_path: Path) -> None:
    terms = table(tmp_path, "ex:head rdfs:subPropertyOf ex:member . ex:x rdfs:subClassOf ex:x .").terms
    assert outline(terms.place(EX + "head")) == ["member", " head"]
    assert terms.place(EX + "x") == terms.place(EX + "nothing") == ()


def test_what_goes_round_is_shown_once(tmp_path: Path) -> None:
    data = "ex:a rdfs:subClassOf ex:b . ex:b rdfs:subClassOf ex:c . ex:c rdfs:subClassOf ex:a ."
    assert outline(table(tmp_path, data).terms.place(EX + "b")) == ["a", " c", "  b", "   a again"]


def test_a_class_of_very_many_kinds_and_a_very_long_chain_are_bounded(tmp_path: Path) -> None:
    many = "".join(f"ex:k{n:05} rdfs:subClassOf ex:top . " for n in range(20_000))
    chain = "".join(f"ex:c{n} rdfs:subClassOf ex:c{n + 1} . " for n in range(3000))
    crowd = "".join(f"ex:odd rdfs:subClassOf ex:o{n} . " for n in range(500))
    terms = table(tmp_path, many + chain + crowd).terms
    [top] = terms.place(EX + "top")
    assert (len(top.below), top.left) == (BELOW, 20_000 - BELOW)
    assert len(outline(terms.place(EX + "c1500"))) == LEVELS + 1 + 2
    assert len(outline(terms.place(EX + "odd"))) <= 2 * ABOVE
    [root] = terms.place(EX + "k00000")
    assert outline((root,)) == ["top", " k00000"]
    assert FURTHER < BELOW


def test_all_of_which_some_terms_are_kinds_comes_nearest_first_and_is_bounded(tmp_path: Path) -> None:
    many = "".join(f"ex:k{n} rdfs:subClassOf ex:l{n}, ex:m{n} . " for n in range(500))
    data = "ex:Office rdfs:subClassOf ex:Z . ex:Z rdfs:subClassOf ex:A . ex:A rdfs:subClassOf ex:Office . " + many
    terms = table(tmp_path, data).terms
    assert terms.above((EX + "Office",)) == [EX + "Z", EX + "A", EX + "Office"]
    assert terms.above((EX + "Other",)) == []
    assert 0 < len(terms.above(tuple(f"{EX}k{n}" for n in range(500)))) <= ABOVE


def test_a_forest_holds_every_term_however_deep() -> None:
    iris = [f"t{n:03}" for n in range(250)]
    trees = forest(iris, [(below, above) for above, below in pairwise(iris)])
    assert set[str]().union(*(tree.iris() for tree in trees)) == set(iris)
    assert max(len(line) - len(line.lstrip()) for line in outline(trees)) <= DEEPEST


def test_shapes_speak_of_their_targets_and_of_what_their_rules_name(tmp_path: Path) -> None:
    terms = table(tmp_path, "", SHAPES).terms
    [target], total = terms.constraints(EX + "Office")
    assert (target.shape, target.names, target.is_target, total) == (
        EX + "OfficeShape",
        (Label("Offices", "en"),),
        True,
        1,
    )
    for name in ("City", "part"):
        [rule], _ = terms.constraints(EX + name)
        assert (rule.is_target, rule.messages) == (False, (Label("A <city>.", "en"),))
    assert [(one.shape, one.is_target) for one in terms.constraints(EX + "near")[0]] == [
        ("", True),
        (EX + "OfficeShape", False),
    ]
    assert [one.shape for one in terms.constraints(EX + "Person")[0]] == [EX + "Person"]


def test_a_property_shape_with_targets_of_its_own_speaks_of_its_path(tmp_path: Path) -> None:
    shapes = """ex:Named sh:targetClass ex:Office ; sh:path ex:name ; sh:name "The name" .
    ex:Inner sh:path ex:inner ; sh:name "no shape of its own" ."""
    terms = table(tmp_path, "", shapes).terms
    assert [(one.shape, one.is_target) for one in terms.constraints(EX + "Office")[0]] == [(EX + "Named", True)]
    [rule], _ = terms.constraints(EX + "name")
    assert (rule.shape, rule.is_target, rule.messages) == (EX + "Named", False, (Label("The name", "", 1),))
    assert terms.constraints(EX + "inner") == ([], 0)


def test_what_speaks_of_a_term_is_counted_and_bounded(tmp_path: Path) -> None:
    shapes = "".join(f"ex:s{n} sh:targetClass ex:Thing . " for n in range(LISTED + 5))
    asked = tuple((f"q{n:03}", {EX + "Thing"}) for n in range(LISTED + 5))
    terms = table(tmp_path, "", shapes, asked).terms
    found, total = terms.constraints(EX + "Thing")
    assert (len(found), total) == (LISTED, LISTED + 5)
    assert terms.asked(EX + "Thing") == [f"q{n:03}" for n in range(LISTED)]
    assert terms.asked(EX + "Other") == []


def test_a_question_speaks_of_the_iris_behind_its_prologue() -> None:
    text = """# Where is <https://example.org/not>?
    PREFIX e: <https://example.org/> BASE <https://example.org/b/>
    SELECT ?x { ?x e:near <place> ; ex:name "e:no" }"""
    found = {EX + "near", EX + "b/place", EX + "name"}
    assert named_in(text, {"ex": EX}, EX) == found


ARRANGED = """ex:Names a sh:PropertyGroup ; rdfs:label "Names"@en, "名称"@ja ; sh:order 1 .
ex:Dates a sh:PropertyGroup ; rdfs:label "Dates"@en ; sh:order 2.5 .
ex:BodyShape sh:targetClass ex:Body ; sh:node ex:Dated ; sh:and ( [ sh:property [ sh:path ex:code ; sh:order 7 ] ] ) ;
  sh:property [ sh:path ex:name ; sh:order 2 ; sh:group ex:Names ; sh:name "called"@en ] ,
    [ sh:path ex:name ; sh:order 1 ; sh:maxCount 1 ] , [ sh:path [ sh:inversePath ex:part ] ; sh:order 1 ] ,
    [ sh:path ex:no ; sh:maxCount 0 ; sh:order 1 ] , [ sh:path ex:bare ; sh:minCount 1 ] ,
    [ sh:path ex:odd ; sh:order "first" ; sh:group ex:Nowhere ] .
ex:Dated sh:property [ sh:path ex:on ; sh:group ex:Dates ; sh:name "day" ; sh:node ex:Inner ] .
ex:Inner sh:property [ sh:path ex:inside ; sh:order 1 ] .
ex:Office a rdfs:Class , sh:NodeShape ; sh:property [ sh:path ex:name ; sh:order 9 ; sh:name "office"@en ] .
ex:Property a sh:PropertyShape ; sh:targetClass ex:Office ; sh:path ex:own ; sh:order 3 .
"""


def arrangement(tmp_path: Path, *classes: str) -> list[tuple[str, str, float, list[str]]]:
    """Return properties in the order of their places for a thing of some classes: group, order and names of each."""
    data = "ex:Office rdfs:subClassOf ex:Middle . ex:Middle rdfs:subClassOf ex:Body ."
    folder = tmp_path / "-".join(classes)
    folder.mkdir()
    found = table(folder, data, ARRANGED).terms.arrangement(tuple(EX + name for name in classes))
    return [
        (
            name.removeprefix(EX),
            place.heading.iri.removeprefix(EX) if place.heading else "",
            place.order,
            [label.text for label in place.names],
        )
        for name, place in sorted(found.items(), key=lambda one: (one[1].rank, one[0]))
    ]


def test_shapes_of_a_class_arrange_properties_in_groups_and_an_order_of_their_own(tmp_path: Path) -> None:
    assert arrangement(tmp_path, "Body") == [
        ("name", "Names", 1, ["called"]),
        ("on", "Dates", inf, ["day"]),
        ("odd", "Nowhere", inf, []),
        ("code", "", 7, []),
    ]
    assert arrangement(tmp_path, "Other") == []


def test_what_the_nearest_class_says_of_a_property_comes_before_what_others_do(tmp_path: Path) -> None:
    places = arrangement(tmp_path, "Office")
    assert ("name", "Names", 9, ["office"]) in places
    assert [place[0] for place in places] == ["name", "on", "odd", "own", "code"]
    assert arrangement(tmp_path, "Body", "Office") == places
