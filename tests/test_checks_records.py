"""Records and what they must state: each mistake that the keeper of a log can make is told on its line."""

from pathlib import Path

import pytest
from evidence_site import (
    BASE,
    FACTS,
    FILES,
    FROM,
    GUESSES,
    HEAD,
    RECEIPTS,
    SETTINGS,
    F,
    Mistake,
    R,
    edited,
    gate,
    line_of,
    told_on_its_line,
)

from publisher.namespaces import RDF

RECORDS = (
    Mistake("no object", "    rdf:object 12 ;\n", "", "r:ships a rdf:Statement", "object", ("no rdf:object",), also=1),
    Mistake("two objects", "rdf:object 12", "rdf:object 12,\n 13", "object 12", "object", ("has 2 rdf:object",)),
    Mistake("two subjects", "subject id:night", "subject id:a,\n id:night", "subject id:a", "subject", ("has 2",)),
    Mistake("a subject of text", "subject id:night", 'subject "x"', '"x"', "subject", ("is no literal",), also=1),
    Mistake("a predicate of text", "predicate :ships", 'predicate "x"', '"x"', "predicate", ("is an IRI",), also=1),
    Mistake(
        "no words", FROM, ":seen id:log", "r:ships a rdf:Statement", "wasDerivedFrom", ("rests on no quoted words",)
    ),
    Mistake("words unselected", FROM, "prov:used id:log", "prov:used id:log", "used", ("has no oa:hasSelector",)),
    Mistake("words unknown", FROM, "prov:used r:no", "prov:used r:no", "used", ("#no> has no oa:hasSelector",)),
    Mistake("more words unknown", FROM, f"{FROM},\n r:no", "\n r:no", "wasQuotedFrom", ("no file says anything of",)),
    Mistake("only a place", FROM, "prov:used r:title", "prov:used r:title", "used", ("quotes no words",)),
    Mistake("a part unknown", "hasPart r:kept", "hasPart r:keptt", "r:keptt", "hasPart", ("no file says anything",)),
    Mistake(
        "a graph unknown",
        "isPartOf graph:facts, r:log",
        "isPartOf graph:fact",
        "graph:fact",
        "isPartOf",
        ("is no graph of the data", "/graph/facts>"),
    ),
    Mistake("another object", "object 12", "object 13", "object 13", "object", ("not in the data", '"12"^^<'), also=1),
    Mistake("another predicate", "e :ships", "e :ship", "e :ship", "predicate", ("not in the data", "#ships>"), also=1),
    Mistake(
        "another subject", "ct id:night", "ct id:day", "object 12", "object", ("nothing for <", "/id/day>"), also=1
    ),
    Mistake(
        "another language",
        '"dusk"@en',
        '"dusk"@fr',
        '"dusk"@fr',
        "object",
        ('has for this predicate "dusk"@en',),
        also=1,
    ),
    Mistake(
        "another graph",
        "isPartOf graph:guesses",
        "isPartOf graph:receipts",
        "isPartOf graph:receipts",
        "isPartOf",
        ("does not stand in", "/graph/receipts> but in", "/graph/guesses>"),
        also=1,
    ),
)
GATED = (
    Mistake(
        "another value", "ships 12", "ships 13", "ships 13", "ships", ("no record", '#ships> has the object "12"'), 1, F
    ),
    Mistake("one value more", ":litAt", ":litAt 'dawn',", "'dawn'", "litAt", ("write an rdf:Statement",), file=F),
    Mistake("a fact more", "id:night", "id:night :fog 1 ;", ":fog 1", "fog", ("write an rdf:Statement",), file=F),
    Mistake("a blank node", "id:night", "id:night :sky [] ;", "[]", "sky", ("blank node: give that an IRI",), file=F),
    Mistake(
        "a fact of another graph",
        "id:night",
        'id:keeper :was "keeper"@en . id:night',
        '"keeper"@en',
        "was",
        ("#guess> does, but as one of", "/graph/guesses>"),
        file=F,
    ),
)


@pytest.mark.parametrize("mistake", RECORDS + GATED, ids=lambda mistake: mistake.name)
def test_a_mistake_in_records_is_told_on_its_line_with_what_to_do(tmp_path: Path, mistake: Mistake) -> None:
    told_on_its_line(tmp_path, mistake)


def test_a_record_that_is_taken_away_leaves_its_triple_without_one(tmp_path: Path) -> None:
    start, end = RECEIPTS.index("r:guess a"), RECEIPTS.index("r:ships a")
    [finding] = gate(tmp_path, {**FILES, R: RECEIPTS[:start] + RECEIPTS[end:]})
    assert (finding.file, finding.line) == ("data/guesses/guesses.ttl", line_of(GUESSES, "id:keeper :was"))
    assert (finding.focus_node, finding.path) == (f"{BASE}id/keeper", f"{BASE}def#was")
    assert finding.value == '"keeper"@en'


def test_whether_records_and_data_agree_waits_until_all_files_can_be_read(tmp_path: Path) -> None:
    files = edited(R, "rdf:object 12", "rdf:object 13") | {"data/facts/broken.ttl": "e:x"}
    assert gate(tmp_path, files) == []
    quote = edited(R, "lit at dusk", "lit at dawn") | {"data/facts/broken.ttl": "e:x"}
    assert {finding.file for finding in gate(tmp_path, quote)} == {R}


def test_a_part_of_a_statement_is_none_of_its_words(tmp_path: Path) -> None:
    [finding] = gate(tmp_path, edited(R, FROM, "dcterms:hasPart r:ships-words"))
    assert "rests on no quoted words" in finding.message()


def test_what_only_begins_as_the_name_of_a_property_does_not_point_to_words(tmp_path: Path) -> None:
    assert gate(tmp_path, edited(R, FROM, f"dcterms:sourceOfLight id:unknown ; {FROM}")) == []
    [finding] = gate(tmp_path, edited(R, FROM, f"dcterms:source id:unknown ; {FROM}"))
    assert "no file says anything of" in finding.message()


def test_what_a_record_lacks_is_told_where_it_has_its_class(tmp_path: Path) -> None:
    files = edited(R, "    rdf:object 12 ;\n", "") | {"data/aside/a.ttl": HEAD + "r:ships :seen id:log ."}
    finding = next(finding for finding in gate(tmp_path, files) if finding.path == f"{RDF}object")
    assert (finding.file, finding.line) == (R, line_of(RECEIPTS, "r:ships a rdf:Statement"))


def test_two_records_may_state_the_same_triple_and_one_without_a_graph_is_of_any(tmp_path: Path) -> None:
    again = RECEIPTS.replace("r:ships a", "r:ships-again a").replace(
        "object 12 ;", "object 12 ; dcterms:isPartOf id:log ;"
    )
    again = again[again.index("r:ships-again") : again.index("r:lit-words oa:")]
    assert gate(tmp_path, {**FILES, "data/receipts/more.ttl": HEAD + again}) == []


def test_names_and_notes_need_no_record_but_whatever_else_is_said_does(tmp_path: Path) -> None:
    free = "rdfs:label 'x' ; rdfs:comment 'x' ; skos:prefLabel 'x' ; skos:hiddenLabel 'x' ; skos:scopeNote 'x' ; "
    free += "skos:definition 'x' ; dcterms:title 'x' ; prov:wasGeneratedBy id:x ; a :Boat"
    bound = ("rdfs:seeAlso id:x", "skos:broader id:x", "schema:name 'x'", "<http://xmlns.com/foaf/0.1/name> 'x'")
    assert gate(tmp_path, edited(F, "id:night", f"id:boat {free} . id:night")) == []
    found = gate(tmp_path, edited(F, "id:night", "".join(f"id:boat {one} .\n" for one in bound) + "id:night"))
    first = line_of(FACTS, "id:night")
    assert [finding.line for finding in found] == [first, first + 1, first + 2, first + 3]


def test_graphs_that_are_not_gated_need_no_records(tmp_path: Path) -> None:
    more = {**FILES, "data/other/o.ttl": HEAD + "id:boat :sank 1 ."}
    assert gate(tmp_path, more) == []
    [finding] = gate(tmp_path, more, SETTINGS.replace('"guesses"', f'"{BASE}graph/other"'))
    assert (finding.file, finding.line) == ("data/other/o.ttl", 12)


def test_a_gated_name_that_is_no_graph_is_told_on_its_line(tmp_path: Path) -> None:
    [finding] = gate(tmp_path, FILES, SETTINGS.replace('"guesses"', '"gueses"'))
    assert (finding.file, finding.line) == ("publisher.toml", 7)
    assert "'gueses'" in finding.message()
    assert "facts, guesses, receipts" in finding.message()
    [finding] = gate(tmp_path, FILES, PUBLISHER_SITE_GATED="facts,nothing")
    assert (finding.file, finding.line) == ("publisher.toml", None)


def test_graphs_are_gated_by_the_name_of_their_folder_however_it_is_spelled(tmp_path: Path) -> None:
    files = {**FILES, "data/my facts/f.ttl": HEAD + "id:boat :sank 1 ."}
    [finding] = gate(tmp_path, files, SETTINGS.replace('"guesses"', '"my facts"'))
    assert finding.file == "data/my facts/f.ttl"
