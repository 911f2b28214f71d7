"""Every kind of page as axe-core sees it, in both languages and themes; and that nothing on it jumps."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from javascript import installed
from support import Server
from visiting import Visit, Visits

ASK = "sparql?query=" + quote("SELECT * { ?s ?p ?o } LIMIT 3")
WRONG = "sparql?query=" + quote("SELECT * { ?s nope:x ?o }")
# Each kind of page: on which site, where, and what it answers if that is not 200.
KINDS: Mapping[str, tuple[str, str, int]] = {
    "landing": ("site", "", 200),
    "landing of things": ("odd", "", 200),
    "dataset": ("site", "dataset", 200),
    "graph": ("site", "graph/source", 200),
    "class": ("site", "class/Activity", 200),
    "thing": ("site", "doc/org/jpo", 200),
    "hub": ("odd", "doc/plain", 200),
    "further values": ("odd", "doc/plain?property={knows}&direction=in&page=2", 200),
    "withdrawn": ("odd", "doc/gone", 410),
    "replaced": ("odd", "doc/old", 410),
    "ontology": ("site", "def", 200),
    "term": ("site", "doc?iri={base}def%23Activity", 200),
    "source": ("site", "source", 200),
    "records": ("site", "doc/evidence", 200),
    "search": ("site", "search", 200),
    "found": ("site", "search?q=patent", 200),
    "found nothing": ("site", "search?q=zzzz", 200),
    "query": ("site", "sparql", 200),
    "result": ("site", ASK, 200),
    "query that is wrong": ("site", WRONG, 400),
    "report": ("site", "report", 200),
    "shapes": ("site", "shapes", 200),
    "downloads": ("site", "dumps/", 200),
    "nothing there": ("site", "nowhere", 404),
    "not understood": ("site", "doc?iri=", 400),
    "no such format": ("odd", "doc/control.rdf", 406),
}
# What repeats is alike: the page of all shapes has 30 000 elements, on which axe-core spends 15 s.
SHORTEN = """most => {
  for (const one of document.querySelectorAll('main :is(ul, ol, dl, tbody, section, article, .body)'))
    [...one.children].slice(most).forEach(child => child.remove());
}"""
MOST = 8
# With the size of what is tapped (WCAG 2.2, 2.5.8), which axe-core leaves out by itself.
RUN = """() => axe.run(document, { rules: { 'target-size': { enabled: true } } }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target} ${node.failureSummary}`)))"""
# The editor's text area takes the keys, and scrolls the lines that stand beside it: they need no focus of their own.
PARDONED = "scrollable-region-focusable: .CodeMirror-scroll"
# Pictures that must be scrolled sideways to be seen.
SCROLLED = """[...document.querySelectorAll('.stage')]
  .filter(one => getComputedStyle(one).overflowX != 'hidden' && one.scrollWidth > one.clientWidth)
  .map(one => one.getAttribute('aria-labelledby'))"""
SHIFTS = """() => { window.shifts = [];
  new PerformanceObserver(list => list.getEntries().forEach(entry => shifts.push(
    [entry.value, ...entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80))])))
    .observe({ type: 'layout-shift', buffered: true });
}"""
TALL = 6000  # pixels: shifts are told of what is in the window
SEEN = 2e-4  # half of the page moves by three pixels; less is text whose font the browser has found late


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the text of axe-core; skip what needs it where it cannot be had."""
    return (installed(Path(__file__).parent) / "axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def servers(site_server: Server, odd_server: Server) -> Mapping[str, Server]:
    return {"site": site_server, "odd": odd_server}


def opened(visit: Visits, servers: Mapping[str, Server], kind: str, **how: Any) -> Visit:
    """Open a page of that kind, and wait for its editor if it has one."""
    site, path, status = KINDS[kind]
    base = servers[site].base
    address = base + path.format(base=quote(base, safe=""), knows=quote(base + "def#knows", safe=""))
    visited = visit(address, **how)
    if status != 200:
        visited.pardon(f"status of {status}")
    if path.startswith("sparql") and how.get("script", True):
        visited.page.wait_for_selector(".tabPanel.active .CodeMirror-code")
    return visited


def violations(visited: Visit, axe: str) -> list[str]:
    """Return what axe-core says against a page."""
    visited.page.evaluate(SHORTEN, MOST)
    visited.page.evaluate(axe)
    return [one for one in visited.page.evaluate(RUN) if not one.startswith(PARDONED)]


# Colours do not depend on the language.
@pytest.mark.usefixtures("fetched_files")
@pytest.mark.parametrize(("language", "theme", "width"), [("en", "light", 1280), ("ja", "dark", 320)])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_against_a_page_and_it_is_no_wider_than_the_window(
    visit: Visits, servers: Mapping[str, Server], axe: str, kind: str, language: str, theme: str, width: int
) -> None:
    visited = opened(visit, servers, kind, language=language, theme=theme, width=width)
    assert visited.page.locator("html").get_attribute("lang") == language
    assert visited.overflow() == 0
    assert visited.page.evaluate(SCROLLED) == []
    assert violations(visited, axe) == []


def test_axe_finds_nothing_against_the_form_for_queries_without_its_editor(
    visit: Visits, site_server: Server, axe: str
) -> None:
    visited = visit("about:blank")
    visited.page.route("**/query.*.js", lambda route: route.abort())
    visited.page.goto(site_server.base + ASK)
    visited.pardon("ERR_FAILED")
    assert visited.page.get_by_role("textbox", name="Query").is_visible()
    assert violations(visited, axe) == []


@pytest.mark.usefixtures("fetched_files")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_against_what_script_adds(visit: Visits, site_server: Server, axe: str, theme: str) -> None:
    searching = visit(site_server.base + "search", theme=theme)
    searching.page.get_by_role("combobox").fill("patent")
    searching.page.get_by_role("option").first.wait_for()
    searching.page.get_by_role("combobox").press("ArrowDown")
    assert violations(searching, axe) == []
    exploring = visit(site_server.base + "doc/org/jpo", theme=theme)
    exploring.page.get_by_role("button", name="Explore from here").click()
    exploring.page.locator(".explored canvas").first.wait_for()
    assert violations(exploring, axe) == []


def test_axe_would_find_what_is_wrong(visit: Visits, servers: Mapping[str, Server], axe: str) -> None:
    visited = opened(visit, servers, "search")
    visited.page.evaluate("document.querySelector('label').remove()")
    assert [one.partition(":")[0] for one in violations(visited, axe)] == ["label"]


@pytest.mark.usefixtures("fetched_files")
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", ["landing", "thing", "source", "found", "query", "result"])
def test_nothing_jumps_when_script_arrives(visit: Visits, servers: Mapping[str, Server], kind: str, width: int) -> None:
    visited = opened(visit, servers, kind, width=width, height=TALL)
    visited.page.wait_for_load_state("networkidle")
    visited.page.evaluate(SHIFTS)
    visited.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    assert [shift for shift in visited.page.evaluate("shifts") if shift[0] > SEEN] == []
