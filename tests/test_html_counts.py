"""Pages show what is counted: what the things of a class have, the parts of a graph and of the dataset."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from pyoxigraph import RdfFormat, parse

from publisher.namespaces import VOID
from publisher.rendering.languages import load_interfaces
from publisher.rendering.site_pages import ROWS
from tests.html_site import BASE, FACTS, Made, Page, make, quads, reading
from tests.support import ROOT, Server


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("counts"))


def rows(page: Page) -> list[list[str]]:
    """Return the cells of all rows of all tables of a page."""
    cells = [one for one in page.elements if one.name in ("tr", "th", "td")]
    found: list[list[str]] = []
    for cell in cells:
        if cell.name == "tr":
            found.append([])
        else:
            found[-1].append(cell.text)
    return found


def class_page(made: Made, page: int = 1, language: str = "en") -> Page:
    return Page(made.pages.class_list(reading("class/Office", language), BASE + "def#Office", "Office", 2, page))


def test_a_class_shows_what_its_things_have_and_how_many_of_them(made: Made) -> None:
    page = class_page(made)
    assert rows(page) == [
        ["Property", "Members", "Share", "Triples"],
        ["on", "2", "100%", "3"],
        ["def:near", "1", "50%", "5"],
    ]
    assert page.one("h2", id="page-properties").text == "What they have 210"
    assert [row[0] for row in rows(class_page(made, language="ja"))] == ["プロパティ", "日付", "def:near"]


def test_a_class_past_the_bounds_leads_to_a_query_that_counts_all(made: Made) -> None:
    address = unquote(class_page(made).link("Count all 210").attributes["href"])
    assert f"?thing a <{BASE}def#Office> ; ?property ?object" in address


def test_further_pages_of_a_class_list_its_things_alone(made: Made) -> None:
    assert rows(class_page(made, page=2)) == []


def test_a_graph_shows_its_classes_and_properties(made: Made) -> None:
    page = Page(made.pages.graph(reading("graph/main"), FACTS["graphs"][0], made.document("graph/main")))
    assert [one.text for one in page.all("dd")][:4] == ["60", "8", "2", "7"]
    assert rows(page) == [["Class", "Members"], ["office", "2"], ["Property", "Triples"], ["def:near", "8"]]
    # One class and one property are counted of more.
    assert [one.text for one in page.all("p", class_="notice")] == ["The first 1 of 2.", "The first 1 of 7."]


def test_the_dataset_shows_all_its_parts_with_their_figures(made: Made) -> None:
    found = rows(Page(made.pages.dataset(reading("dataset"), FACTS, quads())))
    for row in (
        ["main", "60", "8", "2", "7"],
        ["office", "2", "37", "210", "Office"],
        ["def:near", "300", "270", "9"],
        ["English en", "12", "7"],
        ["Hebrew he", "1", "0"],
        ["date", "1"],
    ):
        assert row in found, found


def test_tables_of_very_many_rows_are_cut_and_say_so(made: Made) -> None:
    many = [{**FACTS["properties"][0], "iri": f"{BASE}def#p{n}"} for n in range(ROWS + 5)]
    facts = {**FACTS, "properties": many, "counts": {**FACTS["counts"], "properties": len(many)}}
    page = Page(made.pages.dataset(reading("dataset"), facts, quads()))
    assert sum(row[0].startswith("def:p") for row in rows(page)) == ROWS
    assert f"The first {ROWS} of {ROWS + 5}." in [one.text for one in page.all("p", class_="notice")]


def test_very_many_datatypes_and_languages_are_cut_and_say_so(tmp_path: Path) -> None:
    datatypes = [{"iri": f"{BASE}type/{n:03}", "name": f"t{n}", "total": 1} for n in range(ROWS + 7)]
    languages = [{"tag": f"x-{n:03}", "total": 1, "labels": []} for n in range(ROWS + 9)]
    made = make(tmp_path, {**FACTS, "datatypes": datatypes, "languages": languages})
    page = Page(made.pages.dataset(reading("dataset"), FACTS, quads()))
    notices = [one.text for one in page.all("p", class_="notice")]
    assert {f"The first {ROWS} of {ROWS + more}." for more in (7, 9)} <= set(notices)
    assert sum("x-" in row[0] for row in rows(page)) == ROWS


def test_parts_of_the_same_name_are_told_apart(made: Made) -> None:
    called = [BASE + "def#on", "https://elsewhere.example/ns#on"]
    facts = {**FACTS, "properties": [{**FACTS["properties"][0], "iri": iri} for iri in called]}
    found = [row[0] for row in rows(Page(made.pages.dataset(reading("dataset"), facts, quads())))]
    assert {"on def:on", "on https://elsewhere.example/ns#on"} <= set(found)


def test_classes_of_the_same_name_are_told_apart_on_the_first_page(made: Made) -> None:
    called = [BASE + "def#on", "https://elsewhere.example/ns#on"]
    facts = {**FACTS, "classes": [{**FACTS["classes"][0], "iri": iri} for iri in called]}
    headings = [one.text for one in Page(made.pages.landing(reading(), facts)).all("h3")]
    assert {"on def:on 2", "on https://elsewhere.example/ns#on 2"} <= set(headings)


def test_no_two_classes_of_the_site_have_one_name_on_its_first_page(site_server: Server) -> None:
    for language in ("en", "ja"):
        page = Page(site_server.get(f"?lang={language}", accept="text/html").text)
        names = [one.text for one in page.all("h3")]
        assert len(set(names)) == len(names) > 10
        assert not [one for one in page.all("code") if one.attributes.get("class") == "tag"], language


@pytest.mark.parametrize(
    ("part", "whole", "en"),
    [(0, 7, "0%"), (1, 1000, "<1%"), (1, 100, "1%"), (2, 3, "66%"), (999, 1000, "99%"), (1000, 1000, "100%")],
)
def test_a_share_is_all_or_nothing_only_when_it_is(part: int, whole: int, en: str) -> None:
    interfaces = load_interfaces(ROOT / "publisher" / "web" / "translations")
    assert interfaces["en"].percent(part, whole) == en


def test_a_class_as_data_states_the_same_as_the_dataset(site_server: Server) -> None:
    node = f"{site_server.base}dataset#class-Activity"
    whole, page = (
        {quad.triple for quad in parse(site_server.get(path).content, RdfFormat.N_TRIPLES)}
        for path in ("dataset.nt", "class/Activity.nt")
    )
    stated = {one for one in page if one.subject.value.startswith(node)}
    assert stated == {one for one in whole if one.subject.value == node or one.subject.value.startswith(f"{node}/")}
    assert sum(one.predicate.value == VOID + "propertyPartition" for one in stated) > 5


def test_the_pages_of_the_site_have_their_tables(site_server: Server) -> None:
    for path, heading in (
        ("class/Activity", "What they have"),
        ("graph/source", "Properties"),
        ("dataset", "Languages"),
    ):
        page = Page(site_server.get(f"{path}.html?lang=en").text)
        assert any(one.text.startswith(heading) for one in page.all("h2")), path
