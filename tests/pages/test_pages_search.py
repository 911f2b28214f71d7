"""Search in a browser: suggestions by key, by finger and by ear, and all of it without script."""

import re
from urllib.parse import quote

import pytest
from support import Server
from visiting import Visit, Visits

TYPED = [("okum", "en", "Yuji Okuma", "doc/person/yuji-okuma"), ("特許", "ja", "特許庁", "doc/org/jpo")]


def typing(visit: Visit, text: str) -> list[str]:
    """Type into the search box of a page, all at once; return what is suggested.

    Letter by letter, a slow machine is told of the first letters' things before it is told of those of all.
    """
    visit.page.get_by_role("combobox").fill(text)
    visit.page.get_by_role("option").first.wait_for()
    return [option.split("\n")[0].strip() for option in visit.page.get_by_role("option").all_inner_texts()]


@pytest.mark.parametrize(("text", "language", "name", "path"), TYPED)
def test_a_suggestion_is_chosen_by_key(
    visit: Visits, site_server: Server, text: str, language: str, name: str, path: str
) -> None:
    visited = visit(site_server.base + "dataset", language=language)
    page, box = visited.page, visited.page.get_by_role("combobox")
    assert typing(visited, text)[0].startswith(name)
    assert box.get_attribute("aria-expanded") == "true"
    assert re.search(r"\d", page.get_by_role("status").inner_text())
    box.press("ArrowDown")
    first = page.get_by_role("option").first
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert first.get_attribute("aria-selected") == "true"
    assert first.locator("mark").first.inner_text().casefold() == text
    box.press("Enter")
    page.wait_for_url(f"**/{path}")


def test_keys_go_around_and_escape_closes_the_list(visit: Visits, site_server: Server) -> None:
    visited = visit(site_server.base)
    page, box = visited.page, visited.page.get_by_role("combobox")
    total = len(typing(visited, "wipo"))
    for key, number in (("ArrowUp", total - 1), ("ArrowDown", None), ("ArrowDown", 0), ("ArrowUp", None)):
        box.press(key)
        active = box.get_attribute("aria-activedescendant")
        assert (active and int(active.rpartition("-")[2])) == number
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "wipo"
    assert not page.get_by_role("option").count()
    box.press("Enter")
    page.wait_for_url("**/search?q=wipo*")
    assert page.get_by_role("heading", level=2).inner_text().endswith("found")


def test_a_suggestion_is_chosen_by_finger(visit: Visits, site_server: Server) -> None:
    visited = visit(site_server.base + "search", width=390, height=844, has_touch=True)
    typing(visited, "Okum")
    assert visited.overflow() == 0
    visited.page.get_by_role("option").nth(1).tap()
    visited.page.wait_for_url("**/doc/**")


def test_who_types_on_asks_once_and_sees_what_was_typed_last(visit: Visits, site_server: Server) -> None:
    visited = visit(site_server.base + "dataset")
    page = visited.page
    page.get_by_role("combobox").press_sequentially("okuma")
    page.locator("mark", has_text="Okuma").first.wait_for()
    asked = [address for address in visited.requests if "suggestions" in address]
    assert asked[-1].endswith("q=okuma")
    box = page.get_by_role("combobox")
    box.fill("")
    box.press_sequentially("zzzz")
    page.get_by_role("option").first.wait_for(state="detached")
    assert box.get_attribute("aria-expanded") == "false"


def test_nothing_moves_when_suggestions_come(visit: Visits, site_server: Server) -> None:
    visited = visit(site_server.base + "dataset")
    heading = visited.page.get_by_role("heading", level=1)
    before = heading.bounding_box()
    typing(visited, "patent")
    assert heading.bounding_box() == before


def test_a_search_is_narrowed_and_read_in_both_languages_without_script(visit: Visits, site_server: Server) -> None:
    page = visit(site_server.base + "dataset", script=False).page
    page.get_by_role("searchbox").fill("特許庁")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="日本語").click()
    assert "件見つかりました" in page.get_by_role("heading", level=2).inner_text()
    page.get_by_role("navigation").get_by_role("link", name="組織").click()
    assert page.locator(".hits > li").count() == 1
    assert page.locator(".narrow [aria-current]").inner_text().startswith("組織")
    page.locator(".hits a").first.click()
    page.wait_for_url("**/doc/org/jpo?lang=ja")


@pytest.mark.parametrize(
    "query", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\u202eabc", "x" * 3000]
)
def test_what_is_typed_is_text(visit: Visits, odd_server: Server, query: str) -> None:
    visited = visit(odd_server.base + "search?q=" + quote(query), width=390)
    assert visited.page.get_by_role("combobox").input_value() == query
    assert visited.overflow() == 0


def test_names_are_text_in_suggestions(visit: Visits, odd_server: Server) -> None:
    visited = visit(odd_server.base + "dataset")
    assert any("<img src=x" in one for one in typing(visited, "onerror"))
    assert visited.page.locator("[role=option] img").count() == 0
