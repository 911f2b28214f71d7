"""The source document in a browser: from a fact to its words and back, by keys, by finger, and without script."""

from typing import TYPE_CHECKING

import pytest
from support import Server
from visiting import Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

SMALLEST = 24  # pixels of what is tapped (WCAG 2.2, 2.5.8)
FOCUSED = "document.activeElement.closest('.sentence')?.id ?? ''"


def unfolded(page: "Page") -> list[str]:
    """Return the sentences whose statements are shown."""
    found: list[str] = page.locator(".sentence:has(> details[open])").evaluate_all("all => all.map(one => one.id)")
    return found


@pytest.mark.parametrize("script", [True, False])
def test_a_reader_goes_from_the_landing_page_to_the_words_and_back(
    visit: Visits, site_server: Server, script: bool
) -> None:
    page = visit(site_server.base, script=script).page
    page.get_by_role("link", name="person", exact=True).last.click()
    page.wait_for_url("**/class/**")
    page.get_by_role("link", name="Yuji Okuma").first.click()
    page.wait_for_url("**/doc/person/yuji-okuma")
    page.locator("sup.mark a").first.click()
    note = page.locator(".notes li:target")
    words = note.locator("mark").first.inner_text()
    note.get_by_role("link", name="In the document").first.click()
    page.wait_for_url("**/source#*")
    sentence = page.locator(".sentence:has(:target), .sentence:target")
    assert words in sentence.locator(".text").inner_text()
    if not script:
        sentence.locator("summary").click()
    sentence.locator(".said .anchor").first.click()
    page.wait_for_url("**/doc/evidence#*")
    page.locator(".sentence.records:has(:target)").get_by_role("link", name="of the document").first.click()
    page.wait_for_url("**/source#S*")
    page.go_back()
    page.wait_for_url("**/doc/evidence#*")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_each_sentence_is_reached_and_unfolded_by_keys(visit: Visits, site_server: Server, language: str) -> None:
    page = visit(site_server.base + "source", language=language).page
    sentences = page.locator(".sentence").evaluate_all("all => all.map(one => one.id)")
    page.locator(".sentence summary, .sentence a").first.focus()
    reached = [page.evaluate(FOCUSED)]
    for _ in sentences[1:]:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    assert reached == sentences
    assert len(sentences) > 30
    page.keyboard.press("Enter")
    assert unfolded(page) == sentences[-1:]
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == sentences[-1]


@pytest.mark.parametrize("script", [True, False])
def test_a_sentence_is_unfolded_by_a_finger(visit: Visits, site_server: Server, script: bool) -> None:
    page = visit(site_server.base + "source", width=390, height=844, has_touch=True, script=script).page
    summaries = page.locator(".sentence summary")
    assert min(summary.bounding_box()["height"] for summary in summaries.all()) >= SMALLEST  # type: ignore[index]
    summaries.nth(2).tap()
    assert page.locator(".sentence:has(> details[open]) .entry").first.is_visible()


def test_who_comes_for_a_sentence_or_for_words_finds_what_rests_on_them(visit: Visits, site_server: Server) -> None:
    visited = visit(site_server.base + "source#S05")
    page = visited.page
    page.wait_for_selector("#S05 details[open]")
    assert unfolded(page) == ["S05"]
    page.evaluate("location.hash = 'F021-words'")
    page.locator("details[open]").nth(1).wait_for()
    lit = "getComputedStyle(document.querySelector('.sentence:has(:target) .words.q{0}')).backgroundColor"
    number = page.evaluate("document.querySelector(':target').className.slice(1)")
    assert page.evaluate(lit.replace("{0}", number)) != "rgba(0, 0, 0, 0)"


def test_sentences_on_which_nothing_rests_say_so(visit: Visits, site_server: Server) -> None:
    page = visit(site_server.base + "source", script=False).page
    bare = page.locator(".sentence:not(:has(details))")
    assert 0 < bare.count() < page.locator(".sentence").count()
    for sentence in bare.all():
        assert sentence.locator(".resting").inner_text().endswith("no statement rests on this")
