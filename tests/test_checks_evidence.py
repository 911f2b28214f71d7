"""The gate of evidence: the log of a lighthouse, recorded word by word, and each mistake that a keeper can make."""

import re
import tempfile
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, serialize
from support import publisher, write_site

from publisher.checks import check
from publisher.checks.evidence import check_evidence
from publisher.checks.words import HINTS, Words, unlike
from publisher.errors import SettingsError
from publisher.findings import Finding, Severity
from publisher.namespaces import OA, PROV, RDF
from publisher.settings import load_settings
from publisher.sources import Locator, read_sources

BASE = "https://example.org/t/"
LOG = (
    "Log of the “North” light.\n"
    "The lamp was lit at dusk; the keper was away.\n"  # a misprint of the log
    "It rained. At ten 𝟏𝟐 ships passed. It rained again.\n"
)
SETTINGS = f"""[site]
title = "Light"
authored_base = "{BASE}"
document = "data/log.txt"
gated = [
    "facts",
    "guesses",
]
"""
HEAD = f"""@prefix : <{BASE}def#> .
@prefix id: <{BASE}id/> .
@prefix r: <{BASE}doc/receipts#> .
@prefix graph: <{BASE}graph/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
FACTS = f"""{HEAD}
id:lamp a :Lamp ;
    rdfs:label "The lamp"@en ;
    skos:editorialNote "Of the first order."@en ;
    dcterms:source id:log ;
    prov:wasAttributedTo id:keeper ;
    :litAt "dusk"@EN ;
    :keptBy id:keeper .
id:night :ships 12 .
"""
GUESSES = f"""{HEAD}
id:keeper :was "keeper"@en .
"""
RECEIPTS = f"""{HEAD}
id:log schema:sha256 "{sha256(LOG.encode()).hexdigest()}" .

r:lit a rdf:Statement ;
    rdf:subject id:lamp ;
    rdf:predicate :litAt ;
    rdf:object "dusk"@en ;
    dcterms:isPartOf graph:facts, r:log ;
    dcterms:hasPart r:kept ;
    prov:wasDerivedFrom r:lit-words .
r:log a :Log .
r:kept a rdf:Statement ;
    rdf:subject id:lamp ;
    rdf:predicate :keptBy ;
    rdf:object id:keeper ;
    dcterms:isPartOf graph:facts ;
    prov:wasDerivedFrom r:kept-words .
r:guess a rdf:Statement ;
    rdf:subject id:keeper ;
    rdf:predicate :was ;
    rdf:object "keeper"@en ;
    dcterms:isPartOf graph:guesses ;
    :restsOn r:kept-words .
r:ships a rdf:Statement ;
    rdf:subject id:night ;
    rdf:predicate :ships ;
    rdf:object 12 ;
    prov:wasQuotedFrom r:ships-words .

r:lit-words oa:hasSource id:log ;
    oa:hasSelector r:lit-quote, r:lit-place .
r:lit-quote oa:exact "The lamp was lit at dusk" .
r:lit-place
    oa:start 26 ;
    oa:end 50 .
r:kept-words oa:hasSource id:log ;
    oa:hasSelector [ oa:exact "the keper was away" ] .
r:ships-words oa:hasSource id:log ;
    oa:hasSelector [
        oa:exact "𝟏𝟐 ships" ;
        oa:start 90 ;
        oa:end 98
    ] .
r:rain-again oa:hasSource id:log ;
    oa:hasSelector [
        oa:prefix "passed. " ;
        oa:exact "It rained" ;
        oa:suffix " again"
    ] .
r:title oa:hasSource id:log ;
    oa:hasSelector [ oa:start 0 ; oa:end 25 ] .
r:foreign oa:hasSource <https://elsewhere.example/log> ;
    oa:hasSelector [ oa:exact "Words of another log" ; oa:start 7 ; oa:end 3 ] .
"""
FILES = {
    "data/log.txt": LOG,
    "data/facts/facts.ttl": FACTS,
    "data/guesses/guesses.ttl": GUESSES,
    "data/receipts/receipts.ttl": RECEIPTS,
}
R = "data/receipts/receipts.ttl"
F = "data/facts/facts.ttl"


def gate(folder: Path, files: dict[str, str | bytes], text: str = SETTINGS, **environment: str) -> list[Finding]:
    """Return what the gate finds in a site, each finding whole."""
    site = load_settings(write_site(folder, files, text), environment)
    found = check_evidence(read_sources(site), site, Locator(site.root))
    assert {finding.severity for finding in found} <= {Severity.VIOLATION}
    assert all(finding.messages.keys() == {"en", "ja"} and all(finding.messages.values()) for finding in found)
    return found


def edited(file: str, old: str, new: str) -> dict[str, str | bytes]:
    """Return the files of the site with the one place changed where `old` stands."""
    text = FILES[file]
    assert text.count(old) == 1, old
    return {**FILES, file: text.replace(old, new)}


def line_of(text: str | bytes, part: str) -> int:
    """Return the line, from 1, on which the first place of a part of a file ends."""
    assert isinstance(text, str)
    return text.count("\n", 0, text.index(part) + len(part)) + 1


def test_a_site_whose_evidence_is_right_passes(tmp_path: Path) -> None:
    checked = check(load_settings(write_site(tmp_path, FILES, SETTINGS), {}))
    assert checked.findings == ()


def test_without_a_document_evidence_is_data_like_any_other(tmp_path: Path) -> None:
    wrong = edited(R, "rdf:object 12 ;", "rdf:object 13 ;")
    bare = "\n".join(line for line in SETTINGS.splitlines()[:3])
    assert gate(tmp_path, wrong, bare) == []


@dataclass(frozen=True)
class Mistake:
    """One place of a file changed; on the line of which part of the new text, with which path and words, it is told.

    `also` counts the findings that follow of it: a record without its triple leaves the triple without a record.
    """

    name: str
    old: str
    new: str
    at: str
    path: str | None
    said: tuple[str, ...]
    also: int = 0
    file: str = R


WHOLE_QUOTE = '"The lamp was lit at dusk"'
FROM = "prov:wasQuotedFrom r:ships-words"
NO_MATCH = "does not have these words"
QUOTES = (
    Mistake(
        "a corrected misprint",
        '"the keper was away"',
        '"the keeper was away"',
        "the keeper was away",
        "exact",
        (NO_MATCH, "at 52–70", '"keper" where the quote has "keeper"'),
    ),
    Mistake(
        "straight quotation marks for curly ones",
        "oa:start 0 ; oa:end 25",
        "oa:exact 'Log of the \"North\" light.'",
        "light.'",
        "exact",
        (NO_MATCH, "“North”", "U+201C, U+0022"),
    ),
    Mistake(
        "a word left out",
        WHOLE_QUOTE,
        '"The lamp lit at dusk"',
        "The lamp lit",
        "exact",
        (NO_MATCH, 'at 26–50 it has "The lamp was lit at dusk"'),
    ),
    Mistake(
        "a last word left out",
        WHOLE_QUOTE,
        '"The lamp was lit at"',
        "oa:end 50",
        "end",
        ('26–50 select "The lamp was lit at dusk", not the quote', "stands at oa:start 26 ; oa:end 45"),
    ),
    Mistake("words of nowhere", WHOLE_QUOTE, '"0123456789"', '"0123456789"', "exact", (NO_MATCH,)),
    Mistake("an empty quote", WHOLE_QUOTE, '""', 'exact ""', "exact", ("oa:exact is empty",)),
    Mistake("a quote that is an IRI", WHOLE_QUOTE, "id:lamp", "exact id:lamp", "exact", ("as a text",)),
    Mistake(
        "two quotes in one passage",
        WHOLE_QUOTE,
        f'{WHOLE_QUOTE},\n "the lamp"',
        WHOLE_QUOTE,
        "exact",
        ("has 2 different oa:exact",),
    ),
    Mistake(
        "a prefix without a quote",
        "oa:start 0 ; oa:end 25",
        'oa:prefix "The "',
        'oa:prefix "The "',
        "exact",
        ("says nothing without oa:exact",),
    ),
    Mistake(
        "a prefix that does not adjoin",
        '"passed. "',
        '"passed: "',
        '"passed: "',
        "prefix",
        ('before the quote at 107–116 the document has "passed. "', "correct oa:prefix"),
    ),
    Mistake(
        "a suffix that does not adjoin",
        '" again"',
        '" anew"',
        '" anew"',
        "suffix",
        ('behind the quote at 107–116 the document has " agai"', "correct oa:suffix"),
    ),
    Mistake(
        "a prefix that adjoins another place",
        'oa:suffix " again"',
        "oa:start 72 ; oa:end 81",
        '"passed. "',
        "prefix",
        ("before the quote at 72–81", "oa:start 107 ; oa:end 116"),
    ),
)
PLACES = (
    Mistake(
        "a shifted start",
        "oa:start 26",
        "oa:start 25",
        "oa:start 25",
        "start",
        ('25–50 select "\\nThe lamp was lit at dusk"', "stands at oa:start 26 ; oa:end 50"),
    ),
    Mistake(
        "a shifted end",
        "oa:end 98",
        "oa:end 99",
        "oa:end 99",
        "end",
        ('"𝟏𝟐 ships "', "stands at oa:start 90 ; oa:end 98"),
    ),
    Mistake(
        "both shifted",
        "oa:start 26 ;\n    oa:end 50",
        "oa:start 27 ;\n    oa:end 51",
        "oa:start 27",
        "start",
        ("stands at oa:start 26 ; oa:end 50",),
    ),
    Mistake("offsets in UTF-16", "oa:end 98", "oa:end 100", "oa:end 100", "end", ("oa:start 90 ; oa:end 98",)),
    Mistake(
        "an end before the start", "oa:end 50", "oa:end 20", "oa:start 26", "start", ("not greater than oa:start 26",)
    ),
    Mistake("an empty stretch", "oa:end 25", "oa:end 0", "oa:end 0", "start", ("to behind the last character",)),
    Mistake("an end too far", "oa:end 25", "oa:end 9999", "oa:end 9999", "end", (f"has {len(LOG)} characters",)),
    Mistake(
        "a start too far", "oa:start 0 ; oa:end 25", "oa:start 900 ; oa:end 901", "start 900", "start", ("900–901",)
    ),
    Mistake("a negative start", "oa:start 0", "oa:start -1", "oa:start -1", "start", ("counts characters from 0",)),
    Mistake("a start as text", "oa:start 26", 'oa:start "26"', 'oa:start "26"', "start", ("write a whole number",)),
    Mistake("a start as decimal", "oa:start 26", "oa:start 26.0", "oa:start 26.0", "start", ("write a whole number",)),
    Mistake("no end", " ;\n    oa:end 50", "", "oa:start 26", "end", ("says nothing without oa:end",)),
    Mistake(
        "a selector that nobody describes",
        "r:lit-quote, r:lit-place",
        "r:lit-quote,\n r:lit-plaice",
        "r:lit-plaice",
        "hasSelector",
        ("nothing is said of the selector",),
    ),
    Mistake(
        "another digest",
        sha256(LOG.encode()).hexdigest(),
        "0" * 64,
        "0" * 64,
        "sha256",
        (sha256(LOG.encode()).hexdigest(), "not the one that was quoted"),
    ),
)
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


@pytest.mark.parametrize("mistake", QUOTES + PLACES + RECORDS + GATED, ids=lambda mistake: mistake.name)
def test_a_mistake_is_told_on_its_line_with_what_to_do(tmp_path: Path, mistake: Mistake) -> None:
    files = edited(mistake.file, mistake.old, mistake.new)
    found = gate(tmp_path, files)
    finding = next(each for each in found if each.file == mistake.file)
    assert finding.line == line_of(files[mistake.file], mistake.at)
    assert (finding.path and finding.path.replace("#", "/").rpartition("/")[2]) == mistake.path
    assert [words for words in mistake.said if words not in finding.message()] == []
    assert finding.component
    assert len(found) == 1 + mistake.also, [each.message() for each in found]


def test_a_record_that_is_taken_away_leaves_its_triple_without_one(tmp_path: Path) -> None:
    start, end = RECEIPTS.index("r:guess a"), RECEIPTS.index("r:ships a")
    [finding] = gate(tmp_path, {**FILES, R: RECEIPTS[:start] + RECEIPTS[end:]})
    assert (finding.file, finding.line) == ("data/guesses/guesses.ttl", line_of(GUESSES, "id:keeper :was"))
    assert (finding.focus_node, finding.path) == (f"{BASE}id/keeper", f"{BASE}def#was")
    assert finding.value == '"keeper"@en'


BOOK = f"""
id:book schema:sha256 "{"0" * 64}" .
r:book-words oa:hasSource id:book ; oa:hasSelector [ oa:exact "Words of a book" ; oa:start 7 ; oa:end 3 ] .
r:note-words oa:hasSource [ rdfs:label "A note" ] ; oa:hasSelector [ oa:exact "Words of a note" ] .
"""


def test_another_source_of_the_sites_own_may_be_quoted_where_one_is_connected_to_the_document(tmp_path: Path) -> None:
    connected = "id:log schema:contentUrl <https://example.org/t/source> ;"
    assert gate(tmp_path, {**FILES, R: RECEIPTS.replace("id:log schema", f"{connected} schema") + BOOK}) == []
    found = gate(tmp_path, {**FILES, R: RECEIPTS + BOOK})
    assert [(finding.path or "").replace("#", "/").rpartition("/")[2] for finding in found] == [
        "sha256",
        "exact",
    ], "where none is connected, each of them is the document"


def test_offsets_wait_until_the_document_is_the_one_that_was_quoted(tmp_path: Path) -> None:
    found = gate(tmp_path, {**FILES, "data/log.txt": f" {LOG}".encode()})
    assert [(finding.path or "").partition("sha")[2] for finding in found] == ["256"]
    assert "offsets are compared only then" in found[0].message()


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


def test_gated_without_a_document_is_refused(tmp_path: Path) -> None:
    write_site(tmp_path, FILES, SETTINGS.replace('document = "data/log.txt"\n', ""))
    with pytest.raises(SettingsError, match=r"gated is set without \[site\] document"):
        load_settings(tmp_path, {})
    done = publisher("check", "--site", tmp_path)
    assert done.returncode == 2
    assert "write document =" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_fails_with_file_and_line(tmp_path: Path) -> None:
    done = publisher(
        "check", "--site", write_site(tmp_path, edited(R, "oa:end 50", "oa:end 51"), SETTINGS), LANG="ja_JP"
    )
    assert done.returncode == 1
    assert f"{R}:{line_of(RECEIPTS, 'oa:end 50')}: violation: " in done.stdout
    assert "引用の位置: oa:start 26 ; oa:end 50" in done.stdout


SHAPES = f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
{HEAD}
:Record a sh:NodeShape ; sh:targetSubjectsOf rdf:subject ; sh:property
    [ sh:path rdf:predicate ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ],
    [ sh:path rdf:object ; sh:maxCount 1 ], [ sh:path dcterms:hasPart ; sh:class rdf:Statement ],
    [ sh:path prov:wasDerivedFrom ; sh:minCount 1 ], [ sh:path prov:used ; sh:class :Words ] .
:Place a sh:NodeShape ; sh:targetSubjectsOf oa:start ; sh:property
    [ sh:path oa:start ; sh:datatype xsd:integer ; sh:lessThan oa:end ], [ sh:path oa:end ; sh:minCount 1 ] .
:Quote a sh:NodeShape ; sh:targetSubjectsOf oa:exact ; sh:property
    [ sh:path oa:exact ; sh:maxCount 1 ; sh:datatype xsd:string ; sh:severity sh:Violation ] .
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    rdf:predicate :ships ;\n", ""),
        ("predicate :ships", "predicate :ships, :saw"),
        ("predicate :ships", 'predicate "ships"'),
        ("object 12 ;", "object 12, 13 ;"),
        (WHOLE_QUOTE, f"{WHOLE_QUOTE}, 'the lamp'"),
        (WHOLE_QUOTE, "id:lamp"),
        ("oa:start 26 ;", 'oa:start "26" ;'),
        (" ;\n    oa:end 50", ""),
        ("oa:end 50", "oa:end 20"),
        ("hasPart r:kept", "hasPart r:no"),
        ("wasDerivedFrom r:ships-words", "used r:no"),
        ("prov:wasDerivedFrom r:ships-words", ":seen id:log"),
    ],
)
def test_what_a_shape_tells_of_a_triple_the_gate_does_not_tell_again(tmp_path: Path, old: str, new: str) -> None:
    right = re.sub("prov:wasQuotedFrom|:restsOn", "prov:wasDerivedFrom", RECEIPTS.partition("r:foreign")[0])
    shaped = {**FILES, R: right, "shapes/s.ttl": SHAPES}
    assert checked_findings(tmp_path / "right", shaped) == []
    assert right.count(old) == 1
    wrong = right.replace(old, new)
    by_gate = violations(checked_findings(tmp_path / "gate", {**FILES, R: wrong}))
    found = violations(checked_findings(tmp_path / "both", {**shaped, R: wrong}))
    assert [finding for finding in found if finding.shape]
    assert sorted(set(map(place, found)), key=str) == sorted(map(place, found), key=str), "each fault once"
    assert set(map(place, by_gate)) <= set(map(place, found)), "and no fault is lost"


def test_what_a_shape_only_warns_of_is_still_a_violation_of_the_gate(tmp_path: Path) -> None:
    mild = SHAPES.replace("sh:severity sh:Violation", "sh:severity sh:Warning")
    wrong = edited(R, WHOLE_QUOTE, f"{WHOLE_QUOTE}, 'the lamp'") | {"shapes/s.ttl": mild}
    found = [finding for finding in checked_findings(tmp_path, wrong) if finding.path == f"{OA}exact"]
    assert {finding.severity for finding in found} == {Severity.VIOLATION, Severity.WARNING}


def checked_findings(folder: Path, files: dict[str, str | bytes]) -> list[Finding]:
    return list(check(load_settings(write_site(folder, files, SETTINGS), {})).findings)


def violations(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == Severity.VIOLATION]


def place(finding: Finding) -> tuple[object, ...]:
    return finding.file, finding.line, finding.focus_node, finding.path, finding.value


def test_a_mark_at_the_beginning_of_the_document_is_told_once(tmp_path: Path) -> None:
    found = gate(tmp_path, {**FILES, "data/log.txt": b"\xef\xbb\xbf" + LOG.encode()})
    assert [(finding.file, finding.line) for finding in found] == [
        ("data/log.txt", 1),
        (R, line_of(RECEIPTS, "schema:sha256")),
    ]
    assert "byte order mark" in found[0].message()


def test_a_document_that_is_no_utf_8_is_told_and_the_rest_is_checked(tmp_path: Path) -> None:
    files = edited(R, "rdf:object 12", "rdf:object 13") | {"data/log.txt": "caf\u00e9".encode("latin-1")}
    checked = check(load_settings(write_site(tmp_path, files, SETTINGS), {}))
    assert [
        (finding.file, finding.path and finding.path.replace("#", "/").split("/")[-1]) for finding in checked.findings
    ] == [
        (F, "ships"),
        ("data/log.txt", None),
        (R, "sha256"),
        (R, "object"),
    ]


def test_line_ends_are_as_the_file_has_them(tmp_path: Path) -> None:
    log = LOG.replace("\n", "\r\n")
    plain = RECEIPTS[: RECEIPTS.index("r:lit-words oa:")].replace(
        sha256(LOG.encode()).hexdigest(), sha256(log.encode()).hexdigest()
    )
    over = 'r:{} oa:hasSelector [ oa:exact "light.{}The" ; oa:start 19 ; oa:end {} ] .\n'
    words = "".join(over.format(name, "\\r\\n", 30) for name in ("lit-words", "kept-words", "ships-words"))
    assert gate(tmp_path, {**FILES, "data/log.txt": log, R: plain + words}) == []
    wrong = words + over.format("more-words", "\\n", 29)
    [finding] = gate(tmp_path, {**FILES, "data/log.txt": log, R: plain + wrong})
    assert '"light.\\r\\nThe"' in finding.message()


def test_evidence_in_other_formats_is_checked_as_well(tmp_path: Path) -> None:
    one = BlankNode("one")
    said = [
        Quad(one, NamedNode(f"{BASE}def#sees"), BlankNode("other"), NamedNode(f"{BASE}graph/facts")),
        Quad(NamedNode(f"{BASE}r"), NamedNode(f"{RDF}subject"), one),
        Quad(NamedNode(f"{BASE}r"), NamedNode(f"{RDF}predicate"), NamedNode(f"{BASE}def#sees")),
        Quad(NamedNode(f"{BASE}r"), NamedNode(f"{RDF}object"), BlankNode("other")),
        Quad(NamedNode(f"{BASE}r"), NamedNode(f"{PROV}wasDerivedFrom"), NamedNode(f"{BASE}w")),
        Quad(NamedNode(f"{BASE}w"), NamedNode(f"{OA}hasSelector"), NamedNode(f"{BASE}s")),
        Quad(NamedNode(f"{BASE}s"), NamedNode(f"{OA}exact"), Literal("It rained")),
    ]
    wrong = [*said[:-1], Quad(NamedNode(f"{BASE}s"), NamedNode(f"{OA}exact"), Literal("It rains"))]
    for number, row in enumerate((RdfFormat.TRIG, RdfFormat.N_QUADS, RdfFormat.JSON_LD)):
        name = f"data/more.{row.file_extension}"
        right = gate(tmp_path / f"{number}-right", {**FILES, name: serialize(said, format=row)})
        assert right == [], "a record can state a triple of blank nodes in its own file"
        [finding] = gate(tmp_path / f"{number}-wrong", {**FILES, name: serialize(wrong, format=row)})
        assert finding.file == name
        assert (finding.line is None) == (row == RdfFormat.JSON_LD)
        assert '"It rained"' in finding.message()


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)


def receipt(text: str, quote: str | None, start: int, end: int) -> list[Finding]:
    """Return what the gate finds where one passage of a document has a quote and offsets."""
    passage, selector = NamedNode(f"{BASE}w"), NamedNode(f"{BASE}s")
    quads = [Quad(passage, NamedNode(f"{OA}hasSelector"), selector)]
    quads += [Quad(selector, NamedNode(f"{OA}exact"), Literal(quote))] if quote is not None else []
    quads += [
        Quad(selector, NamedNode(f"{OA}start"), Literal(start)),
        Quad(selector, NamedNode(f"{OA}end"), Literal(end)),
    ]
    with tempfile.TemporaryDirectory() as folder:
        data = serialize(quads, format=RdfFormat.N_TRIPLES)
        files = {"data/log.txt": text.encode(), "data/r.nt": data}
        return gate(Path(folder), files, SETTINGS.partition("gated")[0])


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.data())
def test_the_words_at_any_offsets_pass_and_one_character_less_or_one_further_does_not(
    text: str, data: st.DataObject
) -> None:
    assume(not text.startswith("\ufeff"))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    assert receipt(text, quote, start, end) == []
    assert receipt(text, None, start, end) == []
    without = data.draw(st.integers(0, len(quote) - 1))
    assert receipt(text, quote[:without] + quote[without + 1 :], start, end)
    assert receipt(text, quote, start - 1, end)
    assert receipt(text, quote, start + 1, end)
    assert receipt(text, quote, start, end - 1)
    assert receipt(text, quote, start, end + 1)


@settings(deadline=None)
@given(st.text("ab c", min_size=1, max_size=80), st.data())
def test_words_are_found_the_same_with_an_index_and_without(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    quote, near = text[start : data.draw(st.integers(start + 1, len(text)))], data.draw(st.integers(0, len(text)))
    plain, indexed = Words(text), Words(text, searched=0)
    for words in (quote, quote[::-1] + "a", quote + text):
        assert plain.find(words, near) == indexed.find(words, near)
        assert plain.find(words) == text.find(words)


def test_what_is_most_like_a_quote_is_found_so_often_and_no_more() -> None:
    words = Words("x" * 1000 + LOG)
    near = words.nearest("It rained agian.")
    assert near is not None
    assert words.text[near.start : near.end] == "It rained again."
    assert (near.here, near.quoted) == ("again.", "agian.")
    assert words.nearest("") is None
    assert words.nearest("0000000000") is None
    assert [words.nearest("It rained agian.") is None for _ in range(HINTS)][-1]


def test_what_differs_in_a_long_quote_is_shown_where_it_differs() -> None:
    text = "".join(f"On day {n} there were {n * 7} ships. " for n in range(300))
    words = Words(text)
    near = words.nearest(text[1000:9000].replace("day 150", "day 15O"), 1000)
    assert near is not None
    assert (near.here, near.quoted) == ("150", "15O")
    assert near.end - near.start < 1000
    assert (unlike("150", "15O"), unlike("it’s", "it's"), unlike("a\u00a0b", "a b")) == (
        "",
        "U+2019, U+0027",
        "U+00A0, U+0020",
    )


@pytest.mark.parametrize("wrong", [False, True])
def test_the_gate_takes_time_in_proportion_to_the_evidence(tmp_path: Path, wrong: bool) -> None:
    count = 1_000
    log = "".join(f"On day {n} there were {n * 7} ships.\n" for n in range(count))
    rows = []
    for n in range(count):
        quote = f"On day {n} there were {n * 7} ships."
        start = log.index(quote)
        rows.append(
            f"r:{n} a rdf:Statement ; rdf:subject id:sea ; rdf:predicate :ships ; rdf:object {n * 7 + wrong} ; "
            f"prov:used r:w{n} .\nr:w{n} oa:hasSelector r:s{n} .\n"
            f'r:s{n} oa:exact "{quote[wrong:]}" ; oa:start {start} ; oa:end {start + len(quote)} .\n'
        )
    facts = "".join(f"id:sea :ships {n * 7} .\n" for n in range(count))
    files = {"data/log.txt": log, R: HEAD + "".join(rows), F: HEAD + facts, "data/guesses/g.ttl": HEAD + "id:x a :X ."}
    begun = time.process_time()
    assert len(gate(tmp_path, files)) == 3 * count * wrong
    assert time.process_time() - begun < 10
