"""The query page in a browser: the editor and what it asks, and the plain form where script is off."""

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from support import Server
from visiting import Visit, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

KINDS = """SELECT ?number ?text ?english ?nothing ?empty {
  BIND (2335 AS ?number) BIND ("2335" AS ?text) BIND ("2335"@en AS ?english) BIND ("" AS ?empty)
}"""
JPO = "SELECT ?office { ?office skos:prefLabel ?name FILTER (STR(?name) = 'Japan Patent Office') }"
LONG = "SELECT ?x { BIND ('long' AS ?x) } #" + "特" * 3000
RUN = "button.run"
POLICY = "Content-Security-Policy"
WHOLE = "Run the query"

pytestmark = pytest.mark.usefixtures("fetched_files")


def asking(server: Server, query: str = "") -> str:
    return server.base + ("sparql?query=" + quote(query) if query else "sparql")


def write(page: "Page", query: str) -> None:
    """Put a query into the editor, as a reader who pastes it."""
    page.locator(".tabPanel.active .CodeMirror-code").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(query)


def asked(page: "Page") -> str:
    """Return the query that the page's address holds."""
    return parse_qs(urlsplit(page.url).query).get("query", [""])[0]


def edited(page: "Page") -> str:
    return "\n".join(page.locator(".tabPanel.active .CodeMirror-line").all_inner_texts())


def opened(visit: Visits, address: str, **how: object) -> Visit:
    """Open the page and wait for its editor."""
    found = visit(address, **how)  # type: ignore[arg-type]
    found.page.wait_for_selector(".tabPanel.active .CodeMirror-code")
    return found


def test_a_query_is_changed_run_and_shared(visit: Visits, site_server: Server) -> None:
    page = opened(visit, asking(site_server, JPO)).page
    link = page.locator(".tabPanel.active .solutions td a").first
    assert link.inner_text() == "Japan Patent Office"
    assert page.locator(".solutions td code.sign").inner_text() == "organization:jpo"
    link.click()
    assert page.url == site_server.base + "doc/org/jpo"
    page.go_back()
    page.wait_for_selector(".tabPanel.active .CodeMirror-code")
    write(page, JPO.replace("?office", "?changed"))
    page.click(RUN)
    page.wait_for_selector("th:text-is('changed')")
    assert asked(page) == JPO.replace("?office", "?changed")
    shared = opened(visit, page.url).page
    assert shared.locator(".solutions th").all_inner_texts() == ["changed"]
    page.go_back()
    page.wait_for_selector("th:text-is('office')")


def test_the_editor_asks_nobody_else_and_its_policy_lets_it_work(visit: Visits, site_server: Server) -> None:
    found = opened(visit, asking(site_server), theme="dark")
    write(found.page, "PREFIX fo")
    write(found.page, "SELECT * { ?x a foaf:Pers")
    found.page.wait_for_timeout(300)
    assert {urlsplit(url).netloc for url in found.requests} == {urlsplit(site_server.base).netloc}
    policies = [site_server.get(path, accept="text/html").headers[POLICY] for path in ("sparql", "dataset")]
    loose = [policy.count("unsafe") for policy in policies]
    assert loose == [1, 0]
    assert "style-src-attr 'unsafe-inline'" in policies[0]


def test_classes_and_properties_of_the_site_are_completed(visit: Visits, site_server: Server) -> None:
    page = opened(visit, asking(site_server)).page
    write(page, "SELECT * {\n  ?x a ")
    page.keyboard.type("organiz")
    page.locator(".CodeMirror-hint", has_text=re.compile("^org:Organization ")).wait_for()
    page.keyboard.type("ation")
    page.locator(".CodeMirror-hint-active", has_text="organization").wait_for()
    page.keyboard.press("Enter")
    assert "?x a org:Organization" in edited(page)
    page.keyboard.type(" ; preflab")
    page.locator(".CodeMirror-hint-active", has_text="skos:prefLabel").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.type(" ?name }")
    assert page.locator(".parseErrorIcon").count() == 0
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".solutions")


@pytest.mark.parametrize(("language", "heading", "run"), [("en", "Result", WHOLE), ("ja", "結果", "クエリを実行")])
def test_terms_that_look_alike_are_told_apart(
    visit: Visits, site_server: Server, language: str, heading: str, run: str
) -> None:
    wide = opened(visit, asking(site_server, KINDS), language=language)
    plain = visit(asking(site_server, KINDS), language=language, script=False)
    for page in (wide.page, plain.page):
        cells = page.locator(".solutions td")
        assert cells.all_inner_texts() == ["2335 xsd:integer", '"2335"', '"2335"@en', "–", '""']
        assert page.locator("h2").first.inner_text().startswith(heading)
    assert wide.page.locator(RUN).inner_text() == run


@pytest.mark.parametrize("script", [True, False])
def test_examples_are_one_click_from_their_answers(visit: Visits, site_server: Server, script: bool) -> None:
    page = visit(asking(site_server), script=script, language="ja").page
    page.locator("details.asked summary").first.click()
    example = page.locator("#page-asked a").first
    name = example.inner_text()
    example.click()
    page.wait_for_selector(f"h2:has-text('{name}')")
    assert page.locator(".solutions tbody tr").count() > 0
    assert asked(page)


def test_what_is_wrong_is_told_on_the_page_in_the_readers_language(visit: Visits, site_server: Server) -> None:
    found = opened(visit, asking(site_server), language="ja")
    write(found.page, "SELECT * { ?x a nowhere:Thing }")
    found.page.click(RUN)
    found.page.wait_for_selector(".answer.notice")
    assert "クエリに答えられませんでした" in found.page.locator(".answer").inner_text()
    assert "nowhere:" in found.page.locator(".answer .excerpt").inner_text()
    found.pardon("status of 400")


@pytest.mark.parametrize("script", [True, False])
def test_a_query_that_no_address_can_hold_is_answered_and_its_files_are(
    visit: Visits, site_server: Server, script: bool
) -> None:
    page = visit(asking(site_server), script=script).page
    if script:
        page.wait_for_selector(".tabPanel.active .CodeMirror-code")
        write(page, LONG)
        page.click(RUN)
    else:
        page.fill("textarea", LONG)
        page.click(f"button:text-is('{WHOLE}')")
    page.wait_for_selector(".solutions")
    assert page.locator(".solutions td").inner_text() == '"long"'
    assert page.url == asking(site_server)
    with page.expect_download() if script else page.expect_response("**/sparql") as file:
        page.click("form.chips button:text-is('CSV')")
    assert file.value is not None


def test_the_plain_form_leads_to_an_address_that_can_be_shared(visit: Visits, site_server: Server) -> None:
    page = visit(site_server.base + "sparql?lang=ja", script=False).page
    page.fill("textarea", "ASK {\n  ?s ?p ?o\n}")
    page.click("form.query button")
    assert asked(page) == "ASK {\n  ?s ?p ?o\n}"
    assert "lang=ja" in page.url
    assert page.locator(".verdict").inner_text() == "はい"


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_wider_than_the_window(visit: Visits, site_server: Server, width: int, theme: str) -> None:
    found = opened(visit, asking(site_server, KINDS), width=width, theme=theme)
    assert found.overflow() == 0


HOSTILE = 'SELECT ("</script><img src=x onerror=alert(1)>" AS ?x) { } # </textarea><script>alert(2)</script>'


@pytest.mark.parametrize("script", [True, False])
def test_hostile_queries_are_text(visit: Visits, site_server: Server, script: bool) -> None:
    page = visit(asking(site_server, HOSTILE), script=script).page
    page.wait_for_selector(".solutions")
    assert page.locator(".solutions td").inner_text() == '"</script><img src=x onerror=alert(1)>"'
    assert page.locator("main img").count() == 0


def test_a_tab_has_its_menu_in_the_readers_language_and_is_one_of_a_list(visit: Visits, site_server: Server) -> None:
    page = opened(visit, asking(site_server), language="ja").page
    tabs, owner = page.get_by_role("tab"), page.get_by_role("tablist", name="クエリ")
    assert owner.get_attribute("aria-owns") == tabs.get_attribute("id")
    tabs.click(button="right")
    page.get_by_text("タブを複製", exact=True).click()
    page.wait_for_function("() => document.querySelector('[role=tablist]').getAttribute('aria-owns').includes(' ')")
    assert tabs.count() == 2
    tabs.first.click(button="right")
    # The menu is translated a moment after it is made.
    page.get_by_text("タブを複製", exact=True).wait_for()
    items = page.locator(".context-menu-item").all_inner_texts()
    assert [item for item in items if item.isascii()] == []
