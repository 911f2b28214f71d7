"""The page of a thing in a browser: its picture, its identifier, and how little it takes."""

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
import requests
from support import Server
from visiting import Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

TRANSFERRED = 60_000  # bytes, without the library that draws graphs
STATIC = re.compile(r'(?:href|src)="([^"]+/static/[^"]+)"')
BUSIEST = """SELECT ?thing { { ?thing ?p ?o } UNION { ?s ?p ?thing } FILTER (STRSTARTS(STR(?thing), "%sid/")) }
GROUP BY ?thing ORDER BY DESC(COUNT(*)) LIMIT 1"""
POINTS = "getComputedStyle(document.querySelector('.explored')).position"


def heights(page: "Page") -> list[float]:
    """Return where each heading of a page stands."""
    found: list[float] = page.evaluate("[...document.querySelectorAll('h2')].map((one) => one.offsetTop)")
    return found


def busiest(server: Server) -> str:
    """Return the IRI of the thing of which most is said."""
    answer = server.get("sparql", params={"query": BUSIEST % server.base}, accept="text/csv")
    return answer.text.split()[1]


@pytest.mark.parametrize("kind", ["busiest", "many facts", "hub"])
def test_a_page_and_all_that_it_needs_is_small(site_server: Server, odd_server: Server, kind: str) -> None:
    iris = {
        "busiest": busiest(site_server),
        "many facts": site_server.base + "id/org/wipo",
        "hub": odd_server.base + "id/plain",
    }
    sizes = {}
    page = requests.get(iris[kind], headers={"Accept": "text/html"}, timeout=30)
    for address in [page.url, *STATIC.findall(page.text)]:
        headers = {"Accept": "text/html, */*;q=0.5", "Accept-Encoding": "gzip"}
        answer = requests.get(address, headers=headers, stream=True, timeout=30)
        sizes[address] = len(answer.raw.read(decode_content=False))
    assert len(sizes) >= 4
    assert not any("cytoscape" in address for address in sizes)
    assert sum(sizes.values()) < TRANSFERRED, sizes


def test_the_first_render_waits_for_no_script(visit: Visits, site_server: Server) -> None:
    page = visit("about:blank").page
    held: list[Route] = []
    page.route("**/*.js", lambda route: held.append(route))
    page.goto(site_server.base + "doc/org/jpo", wait_until="commit")
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length > 0")
    assert page.get_by_role("heading", level=1).inner_text() == "Japan Patent Office"
    assert page.get_by_role("heading", name="What points to it").is_visible()
    assert len(held) == 2
    for route in held:
        route.continue_()
    page.get_by_role("button", name="Explore from here").wait_for()


@pytest.mark.parametrize("script", [True, False])
def test_the_picture_leads_to_neighbours_by_keys(visit: Visits, site_server: Server, script: bool) -> None:
    visited = visit(site_server.base + "doc/org/jpo", script=script)
    page = visited.page
    picture = page.get_by_role("region", name="What is near it").first
    office = picture.get_by_role("link", name="WIPO Japan Office")
    assert picture.locator("a.dot").count() > 10
    office.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/org/wipo-japan-office")
    assert not any("cytoscape" in address for address in visited.requests)


@pytest.mark.usefixtures("fetched_files")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_is_explored_by_keys_and_nothing_moves(visit: Visits, site_server: Server, theme: str) -> None:
    page = visit(site_server.base + "doc/org/jpo", theme=theme).page
    before, status = heights(page), page.locator("figure .told")
    page.get_by_role("button", name="Explore from here").click()
    page.locator(".explored canvas").first.wait_for()
    assert page.get_by_role("application").evaluate("(one) => one === document.activeElement")
    assert (heights(page), page.evaluate(POINTS)) == (before, "absolute")
    page.keyboard.press("ArrowRight")
    chosen = status.inner_text()
    assert chosen.endswith(")")
    with page.expect_response("**/doc/**"):
        page.keyboard.press(" ")
    page.keyboard.press("ArrowLeft")
    assert status.inner_text() != chosen
    page.keyboard.press("Escape")
    assert page.get_by_role("button", name="Explore from here").evaluate("(one) => one === document.activeElement")
    assert page.locator(".explored").count() == 0


@pytest.mark.usefixtures("fetched_files")
def test_who_explores_by_touch_gets_back_by_touch(visit: Visits, site_server: Server) -> None:
    page = visit(site_server.base + "doc/org/jpo", width=390, has_touch=True).page
    for _ in range(2):
        page.get_by_role("button", name="Explore from here").tap()
        page.locator(".explored canvas").first.wait_for()
        page.get_by_role("button", name="Close").tap()
        assert page.locator(".explored").count() == 0
        assert page.locator(".neighbourhood a.dot").last.is_visible()


def test_neighbours_have_longer_names_where_there_is_room(visit: Visits, site_server: Server) -> None:
    address = site_server.base + "doc/person/yuji-okuma"
    shown = ".neighbourhood .dot tspan:visible"
    wide, narrow = (visit(address, width=width).page.locator(shown).all_text_contents() for width in (1280, 390))
    assert len(wide) == len(narrow) > 5
    assert all(long.startswith(short.rstrip("…")) for long, short in zip(wide, narrow, strict=True))
    assert all(len(long) > len(short) for long, short in zip(wide, narrow, strict=True))


@pytest.mark.parametrize(("width", "language"), [(320, "en"), (390, "ja")])
def test_words_of_a_small_picture_are_not_cut(visit: Visits, site_server: Server, width: int, language: str) -> None:
    page = visit(site_server.base + "doc/org/jpo", width=width, language=language).page
    ends = "all => all.map(one => one.getBoundingClientRect()).map(box => [box.left, box.right])"
    [(left, right)] = page.locator(".neighbourhood .stage").evaluate_all(ends)
    words = page.locator(".neighbourhood .picture text:visible").evaluate_all(ends)
    assert len(words) > 10
    assert all(left <= start and end <= right for start, end in words)


def test_what_is_printed_is_what_is_read_with_its_addresses(visit: Visits, site_server: Server) -> None:
    page = visit(site_server.base + "doc/org/jpo", width=794).page
    page.emulate_media(media="print")
    gone = page.locator("nav, form, button, .chips")
    assert gone.count() > 5
    assert not [one for one in gone.all() if one.is_visible()]
    assert page.get_by_text(site_server.base + "id/org/jpo").first.is_visible()
    outward = page.locator(".facts a[rel~=external]").first
    shown = outward.evaluate("one => getComputedStyle(one, '::after').content")
    assert (outward.get_attribute("href") or "?") in shown or "attr(href)" in shown


def test_an_identifier_is_copied(visit: Visits, site_server: Server) -> None:
    page = visit(site_server.base + "doc/org/jpo", permissions=["clipboard-read", "clipboard-write"]).page
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == site_server.base + "id/org/jpo"


def test_search_engines_read_what_it_is(visit: Visits, site_server: Server) -> None:
    page = visit(site_server.base + "doc/org/jpo", language="ja").page
    told = json.loads(page.locator("script[type='application/ld+json']").inner_text())
    assert (told["@type"], told["@id"], told["name"]) == ("Organization", site_server.base + "id/org/jpo", "特許庁")
    office = visit(site_server.base + "doc/org/wipo-japan-office").page.locator("script[type='application/ld+json']")
    assert json.loads(office.inner_text())["@type"] == "Organization"


def test_hostile_names_are_text_in_pictures_and_data(visit: Visits, odd_server: Server) -> None:
    for path in ("doc/xss", "doc/plain", "doc?iri=" + quote("urn:isbn:123", safe="")):
        visited = visit(odd_server.base + path, width=390)
        assert visited.overflow() == 0
        data = visited.page.locator("script[type='application/ld+json']").all()
        assert all(json.loads(one.inner_text())["@id"] for one in data)
        assert visited.page.locator("main img, main script").count() == 0


def test_a_thing_is_cited_and_told_to_have_passed(visit: Visits, site_server: Server) -> None:
    page = visit(site_server.base + "doc/org/jpo", script=False).page
    assert page.locator(".cite").inner_text().startswith("Japan Patent Office. JPO–WIPO cooperation")
    assert site_server.base + "id/org/jpo" in page.locator(".cite").inner_text()
    page.locator("aside").get_by_role("link", name="The report of the checks").click()
    page.wait_for_url("**/report")
