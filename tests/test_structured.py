"""What search engines read of a thing: its kind, its names and nothing that is not to be seen, whatever they hold."""

import json
from pathlib import Path
from typing import Any

import pytest

from publisher.rendering.structured import LISTED
from tests.html_site import BASE, make

DATA = """@prefix : <https://data.example/kg/id/> . @prefix def: <https://data.example/kg/def#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix org: <http://www.w3.org/ns/org#> .
:it a def:Desk ; skos:prefLabel "It"@en, "それ"@ja ; skos:altLabel "That" ; skos:hiddenLabel "Misprimt" ;
  skos:notation "T-1" ; skos:definition "A </script><!-- thing." ; skos:exactMatch <https://elsewhere.example/it> .
def:Desk rdfs:subClassOf def:Unit . def:Unit rdfs:subClassOf org:OrganizationalUnit .
org:OrganizationalUnit rdfs:subClassOf foaf:Document .
:bare def:near :it .
:other a schema:Museum ; schema:alternateName "Another"@en ; schema:sameAs <https://elsewhere.example/other> .
"""


def told_of(folder: Path, name: str, more: str = DATA) -> dict[str, Any]:
    """Return what the page about a thing tells search engines."""
    source = make(folder, more=more).thing(name).source
    text = source.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_thing_is_told_by_its_names_and_the_nearest_class_that_search_engines_know(tmp_path: Path) -> None:
    told = told_of(tmp_path, "it", "@prefix schema: <https://schema.org/> .\n" + DATA)
    assert told["@id"] == BASE + "id/it"
    assert (told["@type"], told["name"]) == ("Organization", "It")
    assert sorted(told["alternateName"]) == ["That", "それ"]
    assert told["description"] == "A </script><!-- thing."
    assert told["sameAs"] == ["https://elsewhere.example/it"]
    assert told["mainEntityOfPage"]["isPartOf"]["license"].startswith("https://creativecommons.org/")


def test_of_what_has_no_class_and_no_name_only_that_is_told(tmp_path: Path) -> None:
    told = told_of(tmp_path, "bare", "@prefix schema: <https://schema.org/> .\n" + DATA)
    assert told.keys() == {"@context", "@type", "@id", "name", "mainEntityOfPage"}
    assert told["@type"] == "Thing"


@pytest.mark.parametrize("namespace", ["https://schema.org/", "http://schema.org/"])
def test_schema_org_is_known_in_both_its_namespaces(tmp_path: Path, namespace: str) -> None:
    told = told_of(tmp_path, "other", f"@prefix schema: <{namespace}> .\n{DATA}")
    assert (told["@type"], told["alternateName"]) == ("Museum", ["Another"])
    assert told["sameAs"] == ["https://elsewhere.example/other"]


def test_very_many_names_are_bounded(tmp_path: Path) -> None:
    names = ", ".join(f'"{"long " * 100}{n}"' for n in range(50))
    more = f"<{BASE}id/many> <http://www.w3.org/2004/02/skos/core#altLabel> {names} ."
    told = told_of(tmp_path, "many", more)
    assert len(set(told["alternateName"])) == len(told["alternateName"]) <= LISTED
    assert max(map(len, told["alternateName"])) < 200
