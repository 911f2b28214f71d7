"""The pages of classes and properties in a browser: their hierarchy, examples, rules and questions."""

from urllib.parse import quote

import pytest
from support import Server
from visiting import Visits


def term(server: Server, name: str) -> str:
    return f"{server.base}doc?iri={quote(server.base, safe='')}def%23{name}"


@pytest.mark.parametrize("script", [True, False])
def test_from_a_class_to_its_kind_to_a_question_and_a_rule(visit: Visits, site_server: Server, script: bool) -> None:
    page = visit(term(site_server, "Event"), script=script).page
    tree = page.get_by_role("region", name="Its place among others")
    assert tree.locator("[aria-current]").inner_text() == "event"
    assert tree.get_by_role("listitem").count() == 7
    assert page.get_by_role("region", name="Examples from the data").get_by_role("link").count() == 6
    tree.get_by_role("link", name="establishment").click()
    page.wait_for_url("**/class/EstablishmentEvent")
    page.get_by_role("region", name="The rules that speak of it").get_by_role("link").first.click()
    page.wait_for_url("**/shapes#**")
    assert page.locator(":target").is_visible()
    page.go_back()
    page.go_back()
    page.get_by_role("link", name="Which events happened before 2007").click()
    assert page.locator("table.solutions tbody tr").count() > 0


def test_a_property_shows_its_uses(visit: Visits, site_server: Server) -> None:
    page = visit(term(site_server, "conductor"), language="ja").page
    examples = page.get_by_role("region", name="データの例")
    assert examples.locator(".statements > li").count() == 10
    assert page.get_by_role("region", name="これに関する規則").get_by_role("link").count() > 1


def test_a_vocabulary_begins_with_the_tree_of_its_terms(visit: Visits, site_server: Server) -> None:
    page = visit(site_server.base + "def").page
    kinds = page.locator(".contents .tree ul a")
    assert {"appointment", "upgrade of a post"} <= set(kinds.all_inner_texts())
    kinds.first.click()
    assert page.locator(".term:target").count() == 1
    page.locator(".term:target").get_by_role("link", name="A page of its own").click()
    page.wait_for_url("**/doc?iri=**")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_tree_is_wider_than_the_window(visit: Visits, site_server: Server, width: int, theme: str) -> None:
    assert visit(term(site_server, "Event"), width=width, theme=theme).overflow() == 0
    assert visit(site_server.base + "class/Activity", width=width, theme=theme).overflow() == 0
