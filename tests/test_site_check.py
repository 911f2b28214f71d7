"""The whole check on one edit of each family: each fault is told, once, on its line, and nothing else is."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pytest
from edits import EDITS, FAMILIES
from shapes_bench import last_word, site_with

from publisher.checks import check

# How what is found begins on its line, the last word of its path, and who tells: a shape, else gate or linter.
Told = tuple[str, str, str]
FOUND: Mapping[str, Sequence[Told]] = MappingProxyType(
    {
        "a Japanese label is written in Latin letters": [
            ('skos:prefLabel "Okuma Yuji"@ja', "prefLabel", "LabelsShape-script")
        ],
        "a tenure is in another organization than its post": [
            ("rdf:object organization:inpit", "object", "violation"),
            ("org:organization organization:jpo", "organization", "violation"),
            ("org:organization organization:jpo", "postIn", "TenureShape-same-organization"),  # what is, and what
            ("org:organization organization:jpo", "postIn", "TenureShape-same-organization"),  # should be
        ],
        "an event is later than the announcement": [
            ('rdf:object "2008-01-01"', "object", "violation"),
            ("jw:date instant:2008", "date", "EventShape-not-later"),
            ('time:inXSDgYear "2008"', "inXSDgYear", "PartialInstantShape-year-bounds"),
            ('jw:earliest "2015-02-14"', "earliest", "PartialInstantShape-order"),
            ('jw:earliest "2015-02-14"', "earliest", "violation"),
        ],
        "a property is misspelt": [
            ("rdf:predicate jw:hostCountry", "predicate", "violation"),
            ("org:OrganizationalUnit", "hostCountry", "ExternalOfficeShape-host"),
            ("jw:hostCountri", "hostCountri", "ExternalOfficeShape"),
            ("jw:hostCountri", "hostCountri", "violation"),
            ("jw:hostCountri", "hostCountri", "warning"),
        ],
        "a country is an organization's target region": [
            ("rdf:object region:africa", "object", "violation"),
            ("jw:targetRegion place:japan", "targetRegion", "TrustFundShape-region-kind"),
            ("jw:targetRegion place:japan", "targetRegion", "violation"),
        ],
        "a record rests on no words": [("rdf:Statement", "wasDerivedFrom", "StatementShape-words")],
        "a fund pays for symposia, says nobody": [("activity:wjo-symposia prov:used", "used", "RecordedShape")],
        "words end before they start, says the gate": [("oa:start", "start", "PositionShape-order")],
        "an expectation is somebody's commitment": [
            ("prov:wasAttributedTo organization:jpo", "wasAttributedTo", "ExpectationShape-no-holder"),
            ("prov:wasAttributedTo organization:jpo", "wasAttributedTo", "RecordedShape"),
        ],
        "a class has the name of a property": [("jw:oneMore a owl:Class", "", "ClassNameShape")],
    }
)


def told(mistake: str, folder: Path) -> list[Told]:
    """Return what a whole check tells of an edited site."""
    [edit] = [edit for edit in EDITS if edit.mistake == mistake]
    found = check(site_with(edit, folder, "data", "ontology", "shapes")).findings
    lines = [(folder / str(one.file)).read_text(encoding="utf-8").splitlines()[(one.line or 1) - 1] for one in found]
    by = [last_word(one.shape).removeprefix("shapes#") or one.severity.word for one in found]
    return [(line.strip(), last_word(one.path), who) for line, one, who in zip(lines, found, by, strict=True)]


@pytest.mark.parametrize("mistake", FOUND)
def test_every_fault_is_told_once_on_its_line_and_nothing_else_is(mistake: str, tmp_path: Path) -> None:
    found, wanted = (
        sorted(told(mistake, tmp_path), key=lambda one: one[1:]),
        sorted(FOUND[mistake], key=lambda one: one[1:]),
    )
    assert [one[1:] for one in found] == [one[1:] for one in wanted]
    assert [line for (line, *_), (start, *_) in zip(found, wanted, strict=True) if not line.startswith(start)] == []


def test_each_family_has_an_edit_that_is_checked_whole() -> None:
    assert [name for name, family in FAMILIES.items() if not {edit.mistake for edit in family} & FOUND.keys()] == []
