"""Light and dark: as the system has it, and as the reader turns it, from page to page."""

from typing import TYPE_CHECKING

import pytest
from support import Server
from visiting import Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

GROUND = "getComputedStyle(document.documentElement).backgroundColor"
LIGHT, DARK = "rgb(252, 251, 248)", "rgb(21, 23, 27)"


def turn(page: "Page", name: str = "Light or dark") -> None:
    page.get_by_role("button", name=name).click()


@pytest.mark.parametrize(("theme", "shown", "other"), [("light", LIGHT, DARK), ("dark", DARK, LIGHT)])
def test_a_reader_turns_light_or_dark_and_it_stays_so(
    visit: Visits, site_server: Server, theme: str, shown: str, other: str
) -> None:
    page = visit(site_server.base, theme=theme).page
    assert page.evaluate(GROUND) == shown
    turn(page)
    assert page.evaluate(GROUND) == other
    page.goto(site_server.base + "doc/org/wipo?lang=ja")
    assert page.evaluate(GROUND) == other
    turn(page, "表示の明暗を切り替え")
    assert page.evaluate(GROUND) == shown
    page.reload()
    assert page.evaluate(GROUND) == shown


def test_what_was_chosen_is_there_before_any_other_script(visit: Visits, site_server: Server) -> None:
    page = visit(site_server.base).page
    turn(page)
    page.route("**/*.js", lambda route: None)
    page.goto(site_server.base + "search", wait_until="commit")
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length > 0")
    assert page.evaluate(GROUND) == DARK


def test_without_script_the_system_decides_and_there_is_no_button(visit: Visits, site_server: Server) -> None:
    page = visit(site_server.base, theme="dark", script=False).page
    assert page.get_by_role("button", name="Light or dark").count() == 0


def test_where_nothing_may_be_kept_the_page_turns_all_the_same(visit: Visits, site_server: Server) -> None:
    page = visit("about:blank").page
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })")
    page.goto(site_server.base)
    turn(page)
    assert page.evaluate(GROUND) == DARK


def test_a_picture_that_is_explored_turns_with_its_page(visit: Visits, site_server: Server) -> None:
    page = visit(site_server.base + "doc/org/jpo").page
    page.get_by_role("button", name="Explore from here").click()
    page.locator(".explored canvas").first.wait_for(state="attached")
    colour = "getComputedStyle(document.querySelector('.stage > span')).color"
    before = page.evaluate(colour)
    turn(page)
    page.wait_for_function(f"before => {colour} != before", arg=before)
