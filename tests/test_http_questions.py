"""What explorers of any dataset ask first: offered on every site, answered in one order, in agreement with VoID."""

import pytest
import rdflib
from html_site import Page
from http_support import FIREFOX
from rdflib import VOID, Graph, URIRef
from support import Server

from publisher.questions import general

EXT = rdflib.Namespace("http://ldf.fi/void-ext#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
TEXTS = {row["name"]: row["text"] for row in general()}
# Of each question the parts of the dataset that its rows are of, by what they are told apart, and what is counted.
STATED = {
    "2-classes": (VOID.classPartition, VOID["class"], VOID.distinctSubjects),
    "3-properties": (VOID.propertyPartition, VOID.property, VOID.triples),
    "4-graphs": (VOID.subset, SD.name, VOID.triples),
    "5-languages": (EXT.languagePartition, EXT.language, VOID.triples),
}


@pytest.fixture(params=["site_server", "odd_server"])
def server(request: pytest.FixtureRequest) -> Server:
    """Return a site with questions of its own, and one without."""
    found: Server = request.getfixturevalue(request.param)
    return found


def rows(server: Server, name: str) -> list[list[str]]:
    """Return the rows that answer a question."""
    answer = server.get("sparql", params={"query": TEXTS[name]}, accept="text/csv")
    assert answer.status_code == 200, answer.text
    return [line.split(",") for line in answer.text.splitlines()[1:]]


def test_the_triples_are_as_many_as_stated(server: Server) -> None:
    void = Graph().parse(data=server.get("dataset.nt").text, format="nt")
    assert rows(server, "1-triples") == [[str(void.value(URIRef(server.base + "dataset"), VOID.triples))]]


@pytest.mark.parametrize("name", STATED)
def test_an_answer_is_what_is_stated_the_largest_first(server: Server, name: str) -> None:
    part, of, counted = STATED[name]
    void = Graph().parse(data=server.get("dataset.nt").text, format="nt")
    parts = void.objects(URIRef(server.base + "dataset"), part)
    stated = [(str(void.value(one, of)), int(str(void.value(one, counted)))) for one in parts]
    assert stated
    answered = [(iri, int(total)) for iri, total in rows(server, name)]
    assert answered == sorted(stated, key=lambda row: (-row[1], row[0]))


def test_every_general_question_is_compared() -> None:
    assert set(TEXTS) == {"1-triples", *STATED}
    assert all(set(row["titles"]) == {"en", "ja"} for row in general())


@pytest.mark.parametrize("language", ["en", "ja"])
def test_they_are_offered_after_the_questions_of_the_site(server: Server, language: str) -> None:
    page = Page(server.get(f"sparql?lang={language}", accept=FIREFOX).text)
    offered = [link.text for link in page.all("a") if link.attributes["href"].startswith(server.base + "sparql?query=")]
    titles = [row["titles"][language] for row in general()]
    assert offered[-len(titles) :] == titles
    assert (len(offered) > len(titles)) == (server.site.joinpath("data/questions").is_dir())


def test_the_form_begins_with_one_of_them_and_its_answer_has_its_title(server: Server) -> None:
    assert Page(server.get("sparql", accept=FIREFOX).text).one("textarea").text == " ".join(TEXTS["2-classes"].split())
    page = Page(server.get("sparql", params={"query": TEXTS["4-graphs"], "lang": "ja"}, accept=FIREFOX).text)
    assert page.one("h2", id="page-result").text.startswith("どのグラフがあり")


def test_a_site_without_questions_of_its_own_offers_them_on_its_first_page(odd_server: Server) -> None:
    links = [link.text for link in Page(odd_server.get("", accept=FIREFOX).text).all("a")]
    assert {row["titles"]["en"] for row in general()} <= set(links)
