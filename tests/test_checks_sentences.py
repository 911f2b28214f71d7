"""What is told of shapes without a message: a sentence for each constraint component, in English and Japanese."""

import re
from pathlib import Path

import pytest
from checks_support import BASE, about, one, run, shape, violations
from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP

from publisher.checks.sentences import KINDS, LANGUAGES, OTHER, SENTENCES, WITHOUT_PATH

LONG = 'e:a a e:T ; e:name "long" .'
FOUR = "e:a a e:T ; e:name 4 ."
ENTRIES = " ".join(f"e:n{number}" for number in range(30))
TOLD = [
    ("sh:minCount 2", LONG, "e:name has 1 value and needs at least 2; add what is missing"),
    ("sh:minCount 1", "e:a a e:T .", "e:name has no values and needs at least 1; add what is missing"),
    ("sh:maxCount 1", 'e:a a e:T ; e:name "x", "y" .', "e:name has 2 values and may have 1 at most; take away"),
    ("sh:datatype xsd:date", LONG, "the value of e:name is not a valid xsd:date; correct its text, its datatype"),
    ("sh:datatype xsd:string", FOUR, "the value of e:name is not plain text, without datatype or language tag;"),
    ("sh:class e:U", "e:a a e:T ; e:name e:a .", "the value of e:name is not of the class e:U; name one that is"),
    ("sh:class e:U, e:V", "e:a a e:T ; e:name e:a .", "is not of the class e:U, e:V; name one that is"),
    ("sh:nodeKind sh:IRI", LONG, "the value of e:name is not an IRI; write it as one"),
    ("sh:minExclusive 4", FOUR, "the value of e:name is not greater than 4; correct"),
    ("sh:minInclusive 5", FOUR, "the value of e:name is not 5 or greater; correct"),
    ("sh:maxExclusive 4", FOUR, "the value of e:name is not less than 4; correct"),
    ("sh:maxInclusive 3.5", FOUR, "the value of e:name is not 3.5 or less; correct"),
    ("sh:minLength 9", LONG, "the value of e:name is shorter than the least length, 9; write it in full"),
    ("sh:maxLength 2", LONG, "the value of e:name is longer than the greatest length, 2; shorten it"),
    (r"sh:pattern '^\\d{2}$'", LONG, r'the value of e:name does not match the pattern "^\d{2}$"; correct it'),
    ("sh:pattern '^x' ; sh:flags 'i'", LONG, 'the pattern "^x" (i); correct it'),
    ("sh:languageIn ('en' 'ja')", LONG, "no text in one of the languages @en, @ja; correct its language tag"),
    ("sh:uniqueLang true", "e:a a e:T ; e:name 'a'@en, 'b'@en, 'c'@ja .", "several values in one language (@en);"),
    ("sh:equals e:p", LONG, "the values of e:name and those of e:p are not the same; give this value to e:p too"),
    ("sh:equals e:p", "e:a a e:T ; e:p 4 .", "give this value to e:name too, or take it away"),
    ("sh:disjoint e:p", LONG + "e:a e:p 'long' .", "and those of e:p have this value in common; take it away"),
    ("sh:lessThan e:p", FOUR + "e:a e:p 3 .", "the value of e:name is not less than that of e:p, or of another"),
    ("sh:lessThanOrEquals e:p", FOUR + "e:a e:p 3 .", "the value of e:name is greater than that of e:p, or of"),
    ("sh:not [ sh:nodeKind sh:Literal ]", LONG, "conforms to [sh:nodeKind sh:Literal] and must not; change"),
    ("sh:and ( [ sh:datatype xsd:date ] e:Z )", LONG, "does not conform to all of [sh:datatype xsd:date], e:Z; mend"),
    ("sh:or ( [ sh:path e:p ; sh:minCount 1 ] )", LONG, "conforms to none of [e:p sh:minCount 1]; make it conform"),
    ("sh:xone ( e:Z [ sh:minLength 1 ] )", LONG, "not conform to exactly one of e:Z, [sh:minLength 1]; make it"),
    ("sh:node [ sh:nodeKind sh:IRI ]", LONG, "the value of e:name does not conform to [sh:nodeKind sh:IRI]; mend"),
    (
        "sh:qualifiedValueShape [ sh:datatype xsd:date ] ; sh:qualifiedMinCount 1",
        LONG,
        "e:name needs at least 1 of its values to conform to [sh:datatype xsd:date]; add or mend values",
    ),
    (
        "sh:qualifiedValueShape e:Z ; sh:qualifiedMaxCount 0",
        LONG,
        "e:name may have 0 at most of its values conform to e:Z; take away what is too much",
    ),
    ("sh:hasValue e:x", LONG, "e:x is not among the values of e:name; add it"),
    ("sh:in ('a' 1 e:b)", LONG, 'the value of e:name is none of "a", 1, e:b; choose one of these'),
    (f"sh:in ({ENTRIES})", LONG, "e:n10, e:n11, … (30); choose one of these"),
]


@pytest.mark.parametrize(("constraint", "data", "said"), TOLD)
def test_each_component_says_what_is_wrong_and_what_to_do_by_short_names(
    tmp_path: Path, constraint: str, data: str, said: str
) -> None:
    finding = one(run(tmp_path, about(constraint) + " e:Z a sh:NodeShape .", data))
    assert said in finding.message("en")
    japanese = finding.message("ja")
    assert re.search("ください）?$", japanese)
    assert re.findall(r"e:\w+", japanese)
    assert "http" not in finding.message("en") + japanese


def test_every_component_that_finds_something_has_its_sentence() -> None:
    components = {
        str(getattr(component, "shacl_constraint_component", "")) for component in CONSTRAINT_PARAMETERS_MAP.values()
    }
    words = {iri.rpartition("#")[2].removesuffix("ConstraintComponent") for iri in components if "#" in iri}
    assert {*words, "QualifiedMinCount", "QualifiedMaxCount"} <= SENTENCES.keys()


def test_every_sentence_is_there_in_both_languages_with_the_same_gaps() -> None:
    for english, japanese in (*SENTENCES.values(), *WITHOUT_PATH.values(), OTHER):
        gaps = [set(re.findall(r"\{(\w+)\}", text)) for text in (english, japanese)]
        assert {"path" if gap in ("what", "whats") else gap for gap in gaps[0]} == {
            "path" if gap in ("what", "whats") else gap for gap in gaps[1]
        }
    assert all(len(texts) == len(LANGUAGES) for texts in KINDS.values())


@pytest.mark.parametrize(
    ("constraint", "said"),
    [
        ("sh:hasValue e:x", "this thing is not e:x"),
        ("sh:equals e:p", "this thing must be the one value of its own e:p"),
        ("sh:class e:U", "this thing is not of the class e:U"),
        ("sh:sparql [ sh:select 'SELECT $this { $this a ?x }' ]", "the query of e:S looks for as a fault; change"),
    ],
)
def test_a_shape_without_a_path_speaks_of_the_thing(tmp_path: Path, constraint: str, said: str) -> None:
    finding = one(run(tmp_path, shape(constraint), "e:a a e:T ."))
    assert said in finding.message("en")
    assert finding.messages.keys() == {"en", "ja"}


def test_a_closed_shape_names_the_property_it_does_not_have(tmp_path: Path) -> None:
    shapes = shape("sh:closed true ; sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> )")
    finding = one(run(tmp_path, shapes, LONG))
    assert finding.message().startswith("e:S has no property e:name; correct its name, take the triple away")


def test_a_namespace_without_a_prefix_stays_in_full_and_a_long_text_is_cut(tmp_path: Path) -> None:
    finding = one(run(tmp_path, about(f"sh:in ( <http://other/x> '{'y' * 99}' )"), LONG))
    assert f'is none of <http://other/x>, "{"y" * 60}…"; choose' in finding.message()


def test_a_path_is_named_as_sparql_writes_it(tmp_path: Path) -> None:
    shapes = shape("sh:property [ sh:path ( e:p [ sh:inversePath e:q ] ) ; sh:minCount 1 ]")
    assert one(run(tmp_path, shapes, "e:a a e:T .")).message().startswith("e:p/^e:q has no values and needs at least 1")


def test_a_component_of_the_shapes_own_making_is_named(tmp_path: Path) -> None:
    ask = "sh:ask 'ASK { FILTER(STRLEN(STR($value)) <= $most) }'"
    own = (
        "e:Most a sh:ConstraintComponent ; sh:parameter [ sh:path e:most ] ; sh:validator [ a sh:SPARQLAskValidator ; "
    )
    finding = one(run(tmp_path, f"{own}{ask} ] . {about('e:most 3')}", LONG))
    assert "which demands e:Most; mend it as the shape has it" in finding.message("en")
    assert "e:Most に適合していません" in finding.message("ja")
    spoken = f'{own}{ask} ; sh:message "at most {{$most}}"@en ] . {about("e:most 3")}'
    assert one(run(tmp_path, spoken, LONG)).messages == {"en": "at most 3"}


@pytest.mark.parametrize("text", [r"lo\\d", r"\\1", r"\\"])
def test_a_message_shows_a_value_as_it_is(tmp_path: Path, text: str) -> None:
    query = f"sh:prefixes <{BASE}onto> ; sh:select 'SELECT $this ?value {{ $this e:name ?value }}'"
    shapes = shape(f"sh:sparql [ {query} ; sh:message 'not {{?value}} {{?none}}'@en, 'だめ {{?value}}'@ja ]")
    plain = text.replace("\\\\", "\\")
    found = violations(run(tmp_path, shapes, f'e:a a e:T ; e:name "{text}" .'))
    assert [finding.messages for finding in found] == [{"en": f"not {plain} {{?none}}", "ja": f"だめ {plain}"}]
