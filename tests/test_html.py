"""Pages: what they say, where they lead, and that nothing in the data can be more than text."""

import re
import shlex
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from publisher.description import Description
from publisher.documents import Document, Documents, write_documents, write_facts
from publisher.formats import RESULTS_CSV
from publisher.namespaces import OWL, RDF, RDFS, SH, XSD, Prefixes
from publisher.rendering import policy
from publisher.rendering.hits import Asked
from publisher.rendering.html import Pages, Reading
from publisher.rendering.rdf import replacement_of
from publisher.rendering.relations import is_deprecated
from publisher.rendering.results import Beginning, Solutions
from publisher.rendering.sentences import sentence
from publisher.rendering.things import NODES
from publisher.rendering.troubles import OTHER_FORMAT, PLACE, TOO_LARGE, Trouble
from publisher.search import Found, Hit
from publisher.settings import Site
from publisher.store.diagnosis.excerpt import Excerpt
from tests.html_site import BASE, FACTS, SITE, Made, Page, make, quads, reading

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix def: <https://data.example/kg/def#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://data.example/kg/shapes#Office> a sh:NodeShape ; rdfs:label "Offices"@en, "官庁"@ja ;
  sh:targetClass def:Office ;
  sh:property <https://data.example/kg/shapes#name>, <https://data.example/kg/shapes#kind> ; sh:closed true ;
  sh:sparql [ sh:message "No office is its own part."@en ] .
<https://data.example/kg/shapes#name> sh:path skos:prefLabel ; sh:order 1 ; sh:minCount 1 ; sh:name "a name"@en ;
  sh:message "Add a name <here>."@en ; sh:languageIn ( "en" "ja" ) .
<https://data.example/kg/shapes#kind> sh:path ( def:part [ sh:inversePath def:near ] [ sh:zeroOrMorePath def:on ] ) ;
  sh:order 2 ; sh:in ( def:Office ) ; sh:severity sh:Warning .
"""
REPORT = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix def: <https://data.example/kg/def#> .
[] a sh:ValidationReport ; sh:conforms true ; sh:result
  [ a sh:ValidationResult ; sh:resultSeverity sh:Info ; sh:focusNode <https://data.example/kg/id/office> ] ,
  [ a sh:ValidationResult ; sh:resultSeverity sh:Warning ; sh:focusNode <https://data.example/kg/id/evil> ;
    sh:resultPath def:near ; sh:value "<b>" ; sh:resultMessage "Mend it."@en , "直してください。"@ja ] .
"""
DATA = ("application/json", "application/ld+json")  # scripts that browsers do not run
RESULTS = Solutions(
    ("thing", "text", "unbound"),
    2,
    (
        (NamedNode(BASE + "id/office"), Literal("<b>", language="en"), None),
        (BlankNode("c14n1"), Literal("5", datatype=NamedNode("x:y")), None),
    ),
)
GRAPH = Beginning("<a> <b> <c> .", 13, 13)
TROUBLE = Trouble(PLACE, {"line": "1", "column": "8"}, "<?> is none.", Excerpt("SELECT ", "<", ""))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("site"))


def every_page(made: Made, language: str) -> dict[str, Page]:
    """Return one page of each kind in a language."""
    pages = made.pages
    turtle = {"shapes": SHAPES, "report": REPORT}
    texts = {
        "landing": pages.landing(reading("", language), FACTS),
        "thing": pages.thing(reading("doc/office", language), made.document("id/office")),
        "hostile": pages.thing(reading("doc/evil", language), made.document("id/evil")),
        "hash": pages.thing(reading("def", language), made.document("def")),
        "foreign": pages.thing(reading("doc?iri=x", language), made.of(RDF + "type")),
        "values": pages.values(reading("doc/hub", language), made.document("id/hub"), BASE + "def#has", False, 2),
        "class": pages.class_list(reading("class/Office", language), BASE + "def#Office", "Office", 2, 1),
        "graph": pages.graph(reading("graph/main", language), FACTS["graphs"][0], made.document("graph/main")),
        "dataset": pages.dataset(reading("dataset", language), FACTS, quads()),
        "dumps": pages.dumps(reading("dumps/", language), FACTS),
        "search": pages.search(
            reading("search?q=x", language),
            Asked('"><script>', BASE + "def#Office"),
            Found(90, (Hit(BASE + "id/evil", "<b>", "en", (BASE + "def#Office",), ("<b>",)),)),
            {BASE + "def#Office": 90, BASE + "def#<b>": 1},
        ),
        "nothing found": pages.search(reading("search?q=x", language), Asked("x"), Found(), {}),
        "source": pages.source(reading("source", language), "One <p>.\nStill one.\n\nTwo.\n"),
        "query": pages.query(reading("sparql", language), FACTS),
        "table": pages.query(reading("sparql?query=x", language), FACTS, "SELECT * { ?s ?p ?o }", RESULTS),
        "ask": pages.query(reading("sparql?query=x", language), FACTS, "ASK {}", True),
        "construct": pages.query(reading("sparql?query=x", language), FACTS, "CONSTRUCT {}", GRAPH),
        "message": pages.query(reading("sparql?query=x", language), FACTS, "SELECT <", None, TROUBLE),
        "error": pages.error(
            reading("x", language), 404, sentence("<%(iri)s> does not occur in the data of this site.", iri="x&")
        ),
        "406": pages.error(reading("x", language), 406, "…", [{"type": "text/turtle", "href": "x"}, {"type": "y"}]),
    }
    for name, text in turtle.items():
        found = list(parse(text.encode(), format=RdfFormat.TURTLE))
        texts[name] = pages.turtle(reading(name, language), name, text, found)
    return {name: Page(text) for name, text in texts.items()}


@pytest.fixture(scope="module", params=["en", "ja"])
def all_pages(request: pytest.FixtureRequest, made: Made) -> dict[str, Page]:
    return every_page(made, request.param)


def test_every_page_is_allowed_by_a_strict_policy(all_pages: dict[str, Page]) -> None:
    for name, page in all_pages.items():
        for element in page.elements:
            assert element.name not in ("style", "iframe", "object", "embed", "base", "img"), name
            text = "".join(element.texts).strip()
            if element.name == "script" and element.attributes.get("type") not in DATA and text != policy.THEME:
                assert element.attributes["src"].startswith(BASE + "static/"), name
                assert not text, name
            assert not [key for key in element.attributes if key == "style" or key.startswith("on")], name
            address = element.attributes.get("href", element.attributes.get("action", ""))
            assert urlsplit(address).scheme in ("", "http", "https", "mailto", "tel"), (name, address)


def test_every_page_asks_no_other_host_for_anything(all_pages: dict[str, Page]) -> None:
    for page in all_pages.values():
        for element in page.all("link"):
            if element.attributes["rel"] in ("stylesheet", "icon"):
                assert element.attributes["href"].startswith(BASE + "static/")
        sources = [element.attributes["src"] for element in page.elements if "src" in element.attributes]
        assert all(source.startswith(BASE + "static/") for source in sources)


def test_every_page_has_landmarks_one_title_and_headings_in_order(all_pages: dict[str, Page]) -> None:
    for name, page in all_pages.items():
        names = [element.name for element in page.elements]
        titles = names[: names.index("body")].count("title")  # pictures have titles of their own
        assert names.count("main") == names.count("h1") == titles == 1, name
        assert page.one("a", class_="skip").attributes["href"] == "#" + page.one("main").attributes["id"]
        levels = [int(one[1]) for one in names if re.fullmatch("h[1-6]", one)]
        assert levels[0] == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), (name, levels)


def test_every_page_has_each_id_once_and_labels_what_it_refers_to(all_pages: dict[str, Page]) -> None:
    for name, page in all_pages.items():
        ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
        assert len(ids) == len(set(ids)), name
        for element in page.elements:
            for key in ("aria-labelledby", "for"):
                assert set(element.attributes.get(key, "").split()) <= set(ids), (name, element)
            address = element.attributes.get("href", "")
            assert not address.startswith("#") or address[1:] in ids, (name, address)


def test_every_control_has_a_label(all_pages: dict[str, Page]) -> None:
    for page in all_pages.values():
        labelled = {element.attributes.get("for") for element in page.all("label")}
        inputs = [
            one for one in page.elements if one.name in ("input", "textarea") and one.attributes.get("type") != "hidden"
        ]
        assert all(one.attributes.get("id") in labelled for one in inputs)


def test_every_page_says_its_language_and_its_other_languages(all_pages: dict[str, Page]) -> None:
    for page in all_pages.values():
        language = page.one("html").attributes["lang"]
        switch = {
            element.attributes["hreflang"]: element for element in page.all("a") if "hreflang" in element.attributes
        }
        assert set(switch) == {"en", "ja"}
        assert switch[language].attributes["aria-current"] == "true"
        for tag, element in switch.items():
            assert parse_qs(urlsplit(element.attributes["href"]).query)["lang"] == [tag]


def test_the_language_switch_keeps_page_and_query(made: Made) -> None:
    page = Page(made.pages.search(reading("search?q=x&type=y"), Asked("x", "y"), Found(), {}))
    assert page.link("日本語").attributes["href"] == BASE + "search?q=x&type=y&lang=ja"


def test_a_chosen_language_is_carried_by_links_and_forms(made: Made) -> None:
    page = Page(made.pages.thing(reading("def", "ja", explicit=True), made.document("def")))
    assert page.link("官庁").attributes["href"].startswith("#")
    assert page.one("input", type="hidden", name="lang").attributes["value"] == "ja"
    office = Page(made.pages.thing(reading("doc/office", "ja", explicit=True), made.document("id/office")))
    assert office.link("Patent").attributes["href"] == BASE + "doc/%E7%89%B9%E8%A8%B1?lang=ja"
    alone = BASE + "doc?iri=https%3A%2F%2Fdata.example%2Fkg%2Fdef%23on&lang=ja"
    assert office.link("日付").attributes["href"] == alone


def test_a_thing_has_its_name_in_the_readers_language_and_the_other_beside(made: Made) -> None:
    english, japanese = made.thing("office"), made.thing("office", "ja")
    assert (english.one("h1").text, english.one("p", class_="other-name").text) == ("Patent Office", "特許庁")
    assert (japanese.one("h1").text, japanese.one("p", class_="other-name").text) == ("特許庁", "Patent Office")
    assert english.one("p", class_="lede").text == "An office that grants patents."
    assert [one.attributes["lang"] for one in english.all("bdi") if one.text == "特許庁"] == ["ja", "ja"]


def test_dates_numbers_and_words_are_written_for_the_reader(made: Made) -> None:
    english, japanese = made.thing("office"), made.thing("office", "ja")
    assert english.row("on") == "2006 February 2015 February 13, 2015"
    assert japanese.row("日付") == "2006年 2015年2月 2015年2月13日"
    assert {one.attributes["datetime"] for one in english.all("time")} == {"2006", "2015-02", "2015-02-13"}
    assert english.row("def:total") == "1,234,567"
    assert (english.row("def:price"), english.row("def:code"), english.row("def:is")) == ("1.10", "007", "yes")
    assert japanese.row("def:is") == "はい"


def test_own_things_lead_to_their_documents_and_foreign_ones_outward_with_our_page_beside(made: Made) -> None:
    page = made.thing("office")
    assert page.link("Patent").attributes["href"] == BASE + "doc/%E7%89%B9%E8%A8%B1"
    outward = page.link("elsewhere.example/place ↗")
    assert (outward.attributes["href"], outward.attributes["rel"]) == (
        "https://elsewhere.example/place",
        "external noopener",
    )
    here = BASE + "doc?iri=https%3A%2F%2Felsewhere.example%2Fplace"
    assert here in [one.attributes["href"] for one in page.all("a", class_="here")]
    scripted = [one for one in page.all("a") if "javascript" in one.attributes.get("href", "")]
    assert {one.attributes["href"] for one in scripted} == {BASE + "doc?iri=javascript%3Aalert%281%29"}


def test_literals_that_look_like_addresses_are_no_links(made: Made) -> None:
    page = made.thing("office")
    assert page.row("def:page") == "https://not-a-link.example/"
    assert not [one for one in page.all("a") if "not-a-link" in one.attributes.get("href", "")]


def test_nodes_without_a_name_are_shown_in_their_place_and_deep_ones_below(made: Made) -> None:
    page = made.thing("office")
    assert "inner part" in page.row("def:part")
    assert "bottom" in page.one("section", class_="parts").text
    assert page.row("def:list").startswith("one Patent")
    assert "nested" in page.row("def:list")
    assert page.row("def:empty") == "an empty list"


@pytest.mark.parametrize(
    ("text", "most"),
    [
        (":x :p _:l . _:l rdf:first _:l ; rdf:rest () .", 1),
        (":x :p _:l . _:l rdf:first _:m ; rdf:rest () . _:m rdf:first _:l ; rdf:rest () .", 2),
        (":x :p " + "( " * 400 + ":end" + " )" * 400 + " .", NODES),
        (":x :p _:l0 . " + " ".join(f"_:l{n} rdf:first _:l{n + 1} ; rdf:rest ( _:l{n + 1} ) ." for n in range(20)), 21),
        (":x :p " + " , ".join(f"( {n} [] )" for n in range(40)) + " .", 80),
    ],
    ids=["holds itself", "holds what holds it", "is deep", "shares its items", "stands beside others"],
)
def test_a_list_is_shown_once_and_within_bounds(made: Made, text: str, most: int) -> None:
    prefixes = f"@prefix : <{BASE}id/> . @prefix rdf: <{RDF}> . "
    said = parse((prefixes + text).encode(), format=RdfFormat.TURTLE)
    about = Document(BASE + "id/x", (Description(BASE + "id/x", tuple(map(str, said)), ()),))
    page = Page(made.pages.thing(reading("doc/x"), about))
    shown = [one.attributes["id"] for one in page.elements if one.attributes.get("id", "").startswith("node-")]
    assert len(shown) == len(set(shown)) <= most
    assert len(page.source) < 1000 * (most + 12)
    targets = {one.attributes["href"] for one in page.all("a") if one.text == "shown elsewhere on this page"}
    assert targets <= {f"#{anchor}" for anchor in shown}


def test_nodes_that_point_to_themselves_come_to_an_end(made: Made) -> None:
    page = made.thing("loop")
    assert "shown elsewhere on this page" in page.one("main").text
    assert len(list(page.all("div", class_="node"))) == 2


def test_the_commonest_graph_is_named_once_and_others_where_they_say_something(made: Made) -> None:
    page = made.thing("office")
    assert page.one("aside").text.endswith("Where nothing else is noted: main")
    assert [one.text for one in page.all("span", class_="graphs")] == ["main other"]


def test_hostile_names_are_text_in_every_place(made: Made) -> None:
    page = made.thing("evil")
    assert page.one("h1").text == "<script>alert(1)</script> \"quoted\" 'single'"
    assert "</title><img" in page.one("meta", name="description").attributes["content"]
    assert page.one("p", class_="other-name").text == "␁bell␇␡"
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", page.source)
    assert page.row("other name").endswith("he")
    assert page.one("bdi", lang="he").text.startswith("אבג")


def test_a_long_text_is_folded_with_all_of_it_at_hand(made: Made) -> None:
    page = made.thing("evil")
    folded = page.one("details", class_="long")
    assert "10,000 letters" in folded.text
    assert folded.text.count("long") > 2000


def test_a_thing_is_withdrawn_by_a_boolean_alone() -> None:
    for value, expected in {
        "true": True,
        '"1"^^xsd:boolean': True,
        '"true"': False,
        "1": False,
        "false": False,
    }.items():
        text = f"@prefix xsd: <{XSD}> . <{BASE}id/x> <{OWL}deprecated> {value} ."
        said = tuple(parse(text.encode(), format=RdfFormat.TURTLE))
        assert is_deprecated(said) is expected, value
        about = Document(BASE + "id/x", (Description(BASE + "id/x", tuple(map(str, said)), ()),))
        assert (replacement_of(about) is not None) is expected, value


def test_a_withdrawn_thing_names_what_replaces_it(made: Made) -> None:
    assert made.thing("gone").one("p", class_="notice").text == "This has been withdrawn. Replaced by: Patent Office"


def test_a_hub_shows_fifty_of_each_relation_and_leads_to_all(made: Made) -> None:
    page = made.thing("hub")
    outgoing, incoming = (one for one in page.all("a") if one.text.startswith("Show all"))
    assert (outgoing.text, incoming.text) == ("Show all 3,000", "Show all 261")
    assert parse_qs(urlsplit(incoming.attributes["href"]).query)["direction"] == ["in"]
    assert len(page.source) < 60_000


@pytest.mark.parametrize(("predicate", "incoming", "pages"), [("has", False, 60), ("near", True, 6)])
def test_the_pages_of_a_list_hold_every_value_once(made: Made, predicate: str, incoming: bool, pages: int) -> None:
    document, found = made.document("id/hub"), []
    for number in range(1, pages + 1):
        text = made.pages.values(reading("doc/hub"), document, BASE + "def#" + predicate, incoming, number)
        page = Page(text)
        found += [one.attributes["title"] for one in page.all("a") if "/n/" in one.attributes.get("title", "")]
        assert bool([one for one in page.all("a") if one.attributes.get("rel") == "next"]) == (number < pages)
    assert len(found) == len(set(found)) == (260 if incoming else 3000)


def test_the_list_begins_as_the_page_of_the_thing_does(made: Made) -> None:
    thing = made.thing("hub")
    listed = Page(made.pages.values(reading("doc/hub"), made.document("id/hub"), BASE + "def#has", False, 1))
    shown = [
        [one.attributes["title"] for one in page.all("a") if "/n/" in one.attributes.get("title", "")]
        for page in (thing, listed)
    ]
    assert shown[1] == shown[0][: len(shown[1])]


def test_what_points_here_without_a_name_leads_to_a_query_for_it(made: Made) -> None:
    asked = made.of(BASE + "id/hub")
    only = tuple(one for one in asked.descriptions[0].incoming if one.predicate)
    assert only[0].total == 261
    texts = [made.pages.values(reading("doc/hub"), asked, BASE + "def#near", True, number) for number in range(1, 7)]
    links = [one for text in texts for one in Page(text).all("a") if one.text == "something without a name"]
    assert len(links) == 1
    assert "isBlank" in links[0].attributes["href"]


def test_a_hash_document_has_a_section_for_each_fragment(made: Made) -> None:
    page = Page(made.pages.thing(reading("def"), made.document("def")))
    sections = {one.attributes["id"] for one in page.all("section", class_="term")}
    assert {"Office", "on", "用語"} <= sections
    assert "What points to it 2" in next(one.text for one in page.all("section", id="Office"))


def test_a_fragment_on_its_own_page_has_its_lists_by_name(made: Made) -> None:
    page = Page(made.pages.thing(reading("doc?iri=x"), made.of(BASE + "def#near")))
    assert "Used as a property in 270 triples" in page.one("main").text
    assert page.one("code", class_="iri").text == BASE + "def#near"


def test_a_class_leads_to_the_list_of_its_things(made: Made) -> None:
    page = Page(made.pages.thing(reading("doc?iri=x"), made.of(BASE + "def#Office")))
    assert page.link("All things of this class").attributes["href"] == BASE + "class/Office"
    listed = Page(made.pages.class_list(reading("class/Office"), BASE + "def#Office", "Office", 2, 1))
    assert listed.link("Patent Office").attributes["href"] == BASE + "doc/office"


def test_terms_that_the_data_does_not_name_have_a_word_in_each_language(made: Made) -> None:
    english, japanese = (Page(made.pages.thing(reading("d", tag), made.of(OWL + "Class"))) for tag in ("en", "ja"))
    assert (english.one("h1").text, japanese.one("h1").text) == ("class", "クラス")


def test_every_representation_is_linked_in_head_and_body(made: Made) -> None:
    page = made.thing("office")
    heads = {
        one.attributes["type"]: one.attributes["href"]
        for one in page.all("link", rel="alternate")
        if "type" in one.attributes
    }
    bodies = {one.attributes["type"]: one.attributes["href"] for one in page.all("a") if "type" in one.attributes}
    assert heads == bodies
    assert heads["text/turtle"] == BASE + "doc/office.ttl"


def test_results_have_names_and_links_and_downloads(made: Made) -> None:
    page = Page(made.pages.query(reading("sparql?query=x"), FACTS, "SELECT ?x", RESULTS))
    assert page.link("Patent Office").attributes["href"] == BASE + "doc/office"
    cells = ["Patent Office id:office", '"<b>"@en', "–", "_:c14n1", "5 x:y", "–"]
    assert [one.text for one in page.all("td")][:6] == cells
    assert page.link("CSV").attributes["href"] == BASE + "sparql?query=SELECT%20%3Fx&format=csv"
    assert page.one("textarea").text == "SELECT ?x"


def test_the_landing_page_names_all_classes_people_first_and_last_what_serves_others(tmp_path: Path) -> None:
    kinds = "<{0}def#Term> <{1}subClassOf> <http://www.w3.org/ns/org#Membership> . <{0}def#Term> a <{2}Class> ."
    said = kinds.format(BASE, RDFS, OWL).replace(" a ", f" <{RDF}type> ")
    write_documents(tmp_path / "d.sqlite", list(parse(said.encode(), RdfFormat.TURTLE)), BASE, 10, ("en",))
    own = [{"iri": f"{BASE}def#C{n:02}", "name": f"C{n:02}", "total": 40 - n} for n in range(18)]
    rows = [
        {"iri": "http://www.w3.org/2006/time#Instant", "name": "Instant", "total": 99},
        {"iri": BASE + "def#Term", "name": "Term", "total": 98},
        *own,
        {"iri": "https://elsewhere.example/Thing", "name": "Thing", "total": 73},
        {"iri": "http://xmlns.com/foaf/0.1/Person", "name": "Person", "total": 1},
        {"iri": OWL + "Class", "name": "Class", "total": 500},
    ]
    facts = {**FACTS, "classes": rows}
    write_facts(tmp_path / "d.sqlite", facts)
    pages = Pages(SITE, BASE, Prefixes({}), Documents(tmp_path / "d.sqlite"))
    page = Page(pages.landing(reading(), facts))
    named = [one.text.split()[0].lower() for one in page.all("h3") if "class" not in one.attributes]
    assert named == ["person", *(f"c{n:02}" for n in range(16)), "thing"]
    assert page.one("ul", class_="further").text.lower() == "c16 24 c17 23 instant 99 term 98"


def test_a_question_has_its_title_in_the_readers_language_or_says_which_it_has(made: Made) -> None:
    for page in (every_page(made, "ja")[name] for name in ("landing", "query")):
        titles = [
            (one.text, one.attributes["lang"]) for one in page.all("bdi") if "？" in one.text or "far" in one.text
        ]
        assert titles == [("近くに何がある？", "ja"), ("What is far?", "en")]
        assert page.link("q3").attributes["href"] == BASE + "sparql?query=ASK%20%7B%7D"


@pytest.mark.parametrize("total", [0, 3, 10, 11, 200])
def test_the_first_questions_are_offered_and_all_stand_folded_before_the_query(made: Made, total: int) -> None:
    row = {"titles": {}, "text": "ASK {}"}
    facts = {**FACTS, "questions": [{**row, "name": f"q{n:03}", "title": f"Why {n}?"} for n in range(total)]}
    landing, query = Page(made.pages.landing(reading(), facts)), Page(made.pages.query(reading("sparql"), facts))
    asked = [one.text for one in landing.all("a") if one.text.startswith("Why ")]
    assert asked == [f"Why {n}?" for n in range(min(total, 10))]
    links = [one.attributes["href"] for one in landing.all("a") if one.text == f"All {total} questions"]
    assert links == [BASE + "sparql#page-asked"] * (total > 10)
    assert [one.text for one in query.all("summary")][:-1] == [f"Questions it answers {total}"] * (total > 0)
    assert [one.text for one in query.all("a") if one.text.startswith("Why ")] == [f"Why {n}?" for n in range(total)]
    assert not [one for one in query.all("details") if "open" in one.attributes]
    assert total == 0 or query.source.index("<ol") < query.source.index("<textarea")


def test_properties_of_the_same_name_are_told_apart_by_their_iris(tmp_path: Path) -> None:
    path = tmp_path / "documents.sqlite"
    said = """<{0}id/a> <http://xmlns.com/foaf/0.1/name> "A" ; <http://schema.org/name> "A" ; <{0}def#name> "A" ;
      <https://schema.org/name> <{0}id/a> , "A" .
    <{0}def#name> <http://www.w3.org/2000/01/rdf-schema#label> "own"@en ."""
    write_documents(path, list(parse(said.format(BASE).encode(), format=RdfFormat.TURTLE)), BASE, 100, ("en",))
    write_facts(path, {**FACTS, "classes": [], "graphs": [], "properties": []})
    documents = Documents(path)
    page = Made(Pages(SITE, BASE, Prefixes({}), documents), documents).thing("a")
    assert sorted(one.text for one in page.all("dt")) == [
        "name foaf:name",
        "name http://schema.org/name",
        "name https://schema.org/name",
        "name https://schema.org/name",
        "own",
    ]


def test_what_is_wrong_with_a_query_is_framed_in_the_readers_language(made: Made) -> None:
    for language, place in (("en", "Line 1, column 8:"), ("ja", "1行目、8文字目：")):
        page = every_page(made, language)["message"]
        notice = page.one("section", role="alert")
        assert place in notice.text
        assert [one.text for one in page.all("p", lang="en") if "words" in one.attributes["class"]] == ["<?> is none."]
        assert ["".join(one.texts) for one in page.all("pre", lang="en")] == [TROUBLE.excerpt.text.partition("\n")[0]]
        assert [one.text for one in page.all("mark")] == ["<"]
        assert (
            page.one("textarea").attributes["aria-describedby"] == page.one("div", id="page-trouble").attributes["id"]
        )


def test_what_is_too_much_leads_to_what_there_is_instead(made: Made) -> None:
    dumps = "https://example.org/t/dumps/"
    large = Trouble(TOO_LARGE, {"megabytes": "3", "dumps": dumps})
    page = Page(made.pages.query(reading("sparql?query=x", "ja"), FACTS, "ASK {}", None, large))
    assert page.link(dumps).attributes["href"] == dumps
    assert "aria-invalid" not in page.one("textarea").attributes
    other = Trouble(OTHER_FORMAT, formats=(RESULTS_CSV,))
    page = Page(made.pages.query(reading("sparql?query=x"), FACTS, "ASK {}", None, other))
    assert parse_qs(urlsplit(page.link("CSV").attributes["href"]).query) == {"query": ["ASK {}"], "format": ["csv"]}


def test_command_lines_hold_an_address_with_an_apostrophe(tmp_path: Path) -> None:
    base = "https://data.example/o'brien/"
    write_documents(
        tmp_path / "d.sqlite",
        [Quad(NamedNode(base + "id/x'y"), NamedNode(RDF + "type"), NamedNode(base + "C"))],
        base,
        9,
        ("en",),
    )
    write_facts(tmp_path / "d.sqlite", FACTS | {"classes": [{"iri": base + "C", "name": "C", "total": 1}]})
    documents = Documents(tmp_path / "d.sqlite")
    pages = Pages(replace(SITE, document=None), base, Prefixes({}), documents)
    page = Page(pages.landing(reading(), FACTS | {"classes": [{"iri": base + "C", "name": "C", "total": 1}]}))
    for line in "".join(page.one("pre", class_="commands").texts).splitlines():
        words = shlex.split(line)
        assert [word for word in words if word.startswith("https:")] == [words[-1]] or "-G" in words
        assert "https://data.example/o%27brien/" in line
    assert "/id/x%27y'" in page.one("pre", class_="commands").text


def test_a_long_result_says_that_it_is_cut(made: Made) -> None:
    for total, shown, told in (
        (1500, 1000, "The first 1,000 rows of 1,500 are shown"),
        (1, 0, "The rows are too long to be shown; the files above"),
    ):
        found = Solutions(("x",), total, ((Literal("v"),),) * shown)
        page = Page(made.pages.query(reading("sparql?query=x"), FACTS, "SELECT ?x", found))
        assert page.one("p", class_="notice").text.startswith(told)
        assert page.one("h2", id="page-result").text == f"Result {total:,} row{'s' * (total > 1)}"
    page = Page(made.pages.query(reading("sparql?query=x"), FACTS, "CONSTRUCT {}", replace(GRAPH, total=1_700_000)))
    assert page.one("p", class_="notice").text.startswith("The first 13 B of 1.7 MB are shown; the files above")


def test_shapes_are_told_as_rules(made: Made) -> None:
    page = every_page(made, "en")["shapes"]
    rows = [one.text for one in page.all("tr")][1:]
    assert rows[0] == "name a name Add a name <here>. minCount 1 languageIn en ja"
    assert rows[1].startswith("def:part/^def:near/on*")
    assert rows[-1] == "the thing itself No office is its own part. sparql"
    assert page.link("office").attributes["href"].endswith("def#Office")


def test_shapes_are_listed_first_and_those_of_the_same_name_are_told_apart(made: Made) -> None:
    text = f"@prefix : <{BASE}shapes#> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
    text += ":a sh:name 'Graph' ; sh:targetNode :x . :b sh:name 'Graph' ; sh:targetNode :y . "
    text += ":c sh:name 'Office' ; sh:targetNode :z . "
    found = list(parse(text.encode(), format=RdfFormat.TURTLE))
    page = Page(made.pages.turtle(reading("shapes"), "shapes", text, found))
    names = ["Graph a", "Graph b", "Office"]
    assert [one.text for one in page.all("h2") if one.attributes.get("id", "").startswith(BASE)] == names
    listed = [one for one in page.all("a") if one.attributes["href"].startswith("#http")]
    assert [(one.text, one.attributes["href"]) for one in listed] == [
        (name, f"#{BASE}shapes#{word}") for name, word in zip(names, "abc", strict=True)
    ]
    assert page.source.index(f'href="#{BASE}shapes#a"') < page.source.index(f'id="{BASE}shapes#a"')


@pytest.mark.parametrize("more", ["", "<> sh:declare [ sh:prefix 'q' ] ."])
def test_prefix_declarations_stand_folded_at_the_end_and_once(tmp_path: Path, more: str) -> None:
    text = f"@base <{BASE}def> . @prefix sh: <{SH}> . <#Z> a <{OWL}Class> . {more}"
    text += " ".join(f"<#p{n}> a sh:PrefixDeclaration ; sh:prefix 'p{n}' . <> sh:declare <#p{n}> ." for n in (1, 2))
    said = [Quad(*quad) for quad in parse(text.encode(), RdfFormat.TURTLE)]
    write_documents(tmp_path / "d.sqlite", said, BASE, 10, ("en",))
    write_facts(tmp_path / "d.sqlite", {"classes": [], "graphs": [], "properties": []})
    documents = Documents(tmp_path / "d.sqlite")
    document = documents.at(BASE + "def")
    assert document is not None
    page = Page(Pages(SITE, BASE, Prefixes({}), documents).thing(reading("def"), document))
    assert page.source.index('id="Z"') < page.source.index("<details><summary>Show them") < page.source.index('id="p1"')
    assert [one.text for one in page.all("a") if one.attributes["href"] == "#page-folded-1"]
    assert not [one for one in page.all("a") if one.attributes["href"] == "#p1" and "class" not in one.attributes]
    assert ("declares" in page.source[: page.source.index('id="page-folded-1"')]) == bool(more)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("( [ sh:alternativePath ( :a :b ) ] :c )", "(def:a | def:b)/def:c"),
        ("[ sh:inversePath [ sh:zeroOrMorePath ( :a :b ) ] ]", "^((def:a/def:b)*)"),
        ("[ sh:alternativePath ( ( :a :b ) [ sh:inversePath :c ] ) ]", "(def:a/def:b) | ^def:c"),
        ("[ sh:oneOrMorePath :a ]", "def:a+"),
    ],
)
def test_a_path_of_a_shape_has_the_brackets_it_needs(made: Made, path: str, shown: str) -> None:
    text = f"@prefix : <{BASE}def#> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
    text += f":Shape a sh:NodeShape ; sh:property [ sh:path {path} ; sh:minCount 1 ] ."
    found = list(parse(text.encode(), format=RdfFormat.TURTLE))
    page = Page(made.pages.turtle(reading("shapes"), "shapes", text, found))
    assert next(page.all("th", scope="row")).text == shown


def test_a_path_that_contains_itself_is_cut(made: Made) -> None:
    text = f"@prefix sh: <http://www.w3.org/ns/shacl#> . <{BASE}s> sh:property [ sh:path _:p ; sh:minCount 1 ] . "
    found = list(parse((text + "_:p sh:inversePath _:p .").encode(), format=RdfFormat.TURTLE))
    page = Page(made.pages.turtle(reading("shapes"), "shapes", text, found))
    assert next(page.all("th", scope="row")).text == "^…"


def test_the_report_says_whether_the_data_conforms_and_lists_the_gravest_first(made: Made) -> None:
    page = every_page(made, "ja")["report"]
    assert page.one("p", class_="verdict").text == "データは検査規則に適合しています。"
    assert [one.text for one in page.all("td")][:5:4] == ["警告", "直してください。"]


def test_a_document_too_long_for_one_page_leads_to_every_part(made: Made) -> None:
    one = made.of(BASE + "def#on").descriptions[0]
    many = tuple(type(one)(f"{BASE}big#t{i:03}", one.statements, ()) for i in range(300))
    page = Page(made.pages.thing(reading("big"), Document(BASE + "big", many)))
    assert page.link("t299").attributes["href"] == BASE + "doc?iri=https%3A%2F%2Fdata.example%2Fkg%2Fbig%23t299"
    assert {f"t{i:03}" for i in range(300)} <= {one.attributes.get("id") for one in page.elements}


def test_source_paragraphs_are_kept(made: Made) -> None:
    page = every_page(made, "en")["source"]
    article = page.one("article")
    assert [one.text for one in page.all("p") if one.attributes.get("id", "").startswith("paragraph-")] == [
        "One <p>. Still one.",
        "Two.",
    ]
    assert article.attributes["lang"] == "en"


def test_the_switch_offers_the_languages_of_the_site_whatever_the_interface_speaks(tmp_path: Path) -> None:
    site = Site(title={"de": "Rezepte"}, authored_base=BASE, name="r", languages=("de", "en"))
    labelled = '<https://data.example/kg/id/mehl> <http://www.w3.org/2004/02/skos/core#prefLabel> "Mehl"@de .'
    write_documents(tmp_path / "d.sqlite", list(parse(labelled.encode(), RdfFormat.TURTLE)), BASE, 100, site.languages)
    write_facts(tmp_path / "d.sqlite", {"classes": [], "graphs": [], "properties": []})
    documents = Documents(tmp_path / "d.sqlite")
    read = Reading("en", ("de", "en"), "doc/mehl", explicit=True)
    document = documents.at(BASE + "id/mehl")
    assert document is not None
    page = Page(Pages(site, BASE, Prefixes({}), documents).thing(read, document))
    assert read.content_language == "de, en"
    assert page.link("Deutsch").attributes["aria-current"] == "true"
    assert page.link("English").attributes["hreflang"] == "en"
    assert page.one("h1").text == "Mehl"
    assert page.one("input", type="hidden", name="lang").attributes["value"] == "de"
    assert "日本語" not in [element.text for element in page.all("a")]


def test_facts_stand_under_the_headings_of_the_shapes_in_their_order_and_under_their_names(tmp_path: Path) -> None:
    shapes = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix def: <https://data.example/kg/def#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    def:figures rdfs:label "Figures <b>"@en , "数値"@ja ; sh:order 1 . def:times rdfs:label "Times"@en ; sh:order 2 .
    [] sh:targetClass def:Office ; sh:property
      [ sh:path def:on ; sh:group def:times ; sh:name "day"@en ] ,
      [ sh:path def:total ; sh:group def:figures ; sh:order 2 ; sh:name "how many"@en , "総数"@ja ] ,
      [ sh:path def:price ; sh:group def:figures ; sh:order 1 ] , [ sh:path def:near ; sh:order 1 ] .
    """
    office = make(tmp_path, shapes=shapes).thing
    english, japanese = office("office"), office("office", "ja")
    names = [one.text for one in english.all("dt")]
    assert [one.text for one in english.all("h3")][:3] == ["Figures <b>", "Times", "And also"]
    assert names[:4] == ["def:price", "how many", "day", "def:near"]
    assert names[4:7] == ["name", "type", "definition"]
    assert [one.text for one in japanese.all("h3")][:3] == ["数値", "Times", "その他"]
    assert [one.attributes.get("lang") for one in japanese.all("h3")][:3] == ["ja", "en", None]
    # The property has a Japanese name, its shape an English one alone.
    assert [one.text for one in japanese.all("dt")][:3] == ["def:price", "総数", "日付"]


def test_a_group_without_a_name_is_called_by_its_iri_and_one_without_that_is_none(tmp_path: Path) -> None:
    shapes = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix def: <https://data.example/kg/def#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    def:figures sh:order 1 . def:times rdfs:label "LONG"@en ; sh:order 3 .
    [] sh:targetClass def:Office ; sh:property [ sh:path def:price ; sh:group def:figures ] ,
      [ sh:path def:total ; sh:order 2 ; sh:group [ sh:order 0 ] ] , [ sh:path def:on ; sh:group def:times ] ,
      [ sh:path def:near ; sh:group "no node" ; sh:order 1 ] .
    """.replace("LONG", "long " * 2000)
    office = make(tmp_path, shapes=shapes).thing("office")
    first, second, third, *_ = (one.text for one in office.all("h3"))
    assert (first, third) == ("def:figures", "And also")
    assert len(second) < 200
    assert [one.text for one in office.all("dt")][:4] == ["def:price", "on", "def:near", "def:total"]


def test_what_is_cited_cannot_turn_the_words_around_it(tmp_path: Path) -> None:
    cited = make(tmp_path).thing("evil").source.partition('class="iri cite"')[2].partition("</p>")[0]
    assert '<bdi lang="en">&lt;script&gt;' in cited


def test_things_of_two_kinds_of_a_class_are_one_example(tmp_path: Path) -> None:
    data = """@prefix : <https://data.example/kg/def#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    :one rdfs:subClassOf :all . :two rdfs:subClassOf :all . <https://data.example/kg/id/both> a :one, :two .
    """
    made = make(tmp_path, more=data)
    page = Page(made.pages.thing(reading("doc"), made.of(BASE + "def#all")))
    section = page.source.partition('id="page-examples"')[2].partition("</section>")[0]
    assert section.count(">id:both</bdi>") == 1
