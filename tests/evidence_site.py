"""The log of a lighthouse, recorded word by word: the site on which the gate of evidence is tried."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from support import write_site

from publisher.checks.evidence import check_evidence
from publisher.findings import Finding, Severity
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


def told_on_its_line(folder: Path, mistake: Mistake) -> None:
    """Make a mistake and assert that it is told on its line, with what to do, and nothing else is."""
    files = edited(mistake.file, mistake.old, mistake.new)
    found = gate(folder, files)
    finding = next(each for each in found if each.file == mistake.file)
    assert finding.line == line_of(files[mistake.file], mistake.at)
    assert (finding.path and finding.path.replace("#", "/").rpartition("/")[2]) == mistake.path
    assert [words for words in mistake.said if words not in finding.message()] == []
    assert finding.component
    assert len(found) == 1 + mistake.also, [each.message() for each in found]
