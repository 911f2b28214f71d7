"""The landing page in a browser: the picture of the whole graph and the ways from it."""

import pytest
from support import Server
from visiting import Visits

BOXES = "all => all.map(one => one.getBoundingClientRect()).map(box => [box.left, box.top, box.right, box.bottom])"


def over(one: list[float], other: list[float]) -> bool:
    """Whether a box lies over another, by more than the room above and below letters."""
    width, height = (min(one[at + 2], other[at + 2]) - max(one[at], other[at]) for at in (0, 1))
    return width > 0 and height > 4


@pytest.mark.parametrize("script", [True, False])
def test_the_picture_leads_to_classes_by_keys(visit: Visits, site_server: Server, script: bool) -> None:
    page = visit(site_server.base, script=script).page
    picture = page.get_by_role("region", name="The whole of it").first
    assert picture.locator("a.dot").count() == 24
    picture.get_by_role("link", name="activity").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/class/Activity")


def test_the_picture_can_be_read_as_a_table(visit: Visits, site_server: Server) -> None:
    page = visit(site_server.base, language="ja", script=False).page
    page.get_by_text("図を表で見る").click()
    table = page.get_by_role("group", name="図を表で見る").last
    rows, ties = table.locator("tbody tr"), page.locator(".overview .tie")
    assert rows.count() >= ties.count() > 30
    assert "," not in rows.first.locator("td").last.inner_text()
    assert table.locator("a").first.is_visible()


def test_all_things_of_a_small_site_or_its_classes_are_there_whatever_they_are_called(
    visit: Visits, odd_server: Server
) -> None:
    visited = visit(odd_server.base, width=320)
    assert visited.page.locator(".overview a.dot").count() >= 2
    assert visited.overflow() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_dots_and_words_can_be_told_from_the_ground(visit: Visits, site_server: Server, theme: str) -> None:
    page = visit(site_server.base, theme=theme).page
    contrasts = page.evaluate(
        """() => {
          const probe = document.body.appendChild(document.createElement("span"));
          const light = (name) => {
            probe.style.color = `var(${name})`;
            const [r, g, b] = getComputedStyle(probe).color.match(/[0-9]+/g).map((one) => {
              const part = Number(one) / 255;
              return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const against = (name) => {
            const [low, high] = [light(name), light("--raised")].sort((a, b) => a - b);
            return (high + 0.05) / (low + 0.05);
          };
          return [...Array(9).keys()].map((number) => against(`--k${number}`)).concat(against("--quiet") / 1.5);
        }"""
    )
    assert min(contrasts) >= 3


@pytest.mark.parametrize("language", ["en", "ja"])
def test_words_of_a_small_picture_neither_overlap_nor_are_cut(
    visit: Visits, site_server: Server, language: str
) -> None:
    page = visit(site_server.base, width=390, language=language).page
    boxes = page.locator(".overview .picture text:visible").evaluate_all(BOXES)
    assert len(boxes) > 6
    pairs = [(one, other) for place, one in enumerate(boxes) for other in boxes[:place]]
    assert not [pair for pair in pairs if over(*pair)]
    stage = page.locator(".overview .stage").evaluate_all(BOXES)[0]
    assert all(stage[0] <= left and right <= stage[2] and low <= stage[3] for left, _, right, low in boxes)


def test_the_terms_that_a_site_defines_are_one_click_away(visit: Visits, site_server: Server) -> None:
    page = visit(site_server.base).page
    page.get_by_role("region", name="What it speaks of").get_by_role("link", name="Vocabulary").click()
    page.wait_for_url("**/def")
    assert page.locator("#activityType").count() == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_commands_are_seen_whole_and_copied_a_line_each(visit: Visits, site_server: Server, width: int) -> None:
    commands = visit(site_server.base, width=width).page.locator("pre.commands")
    assert commands.evaluate("one => one.scrollWidth <= one.clientWidth")
    selected = commands.evaluate("one => (getSelection().selectAllChildren(one), getSelection().toString())")
    assert [line.split()[0] for line in selected.strip().splitlines()] == ["curl"] * 4
