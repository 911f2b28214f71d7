"""Where answers differ from the Recommendation: one table that says how, why, and when a row may go."""

import re
from pathlib import Path

import pytest
from cases import Case, answer, expected
from support import ROOT, Server

TABLE = Path(__file__).with_name("known_differences.txt")
ROWS = re.split(r"^## ", TABLE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]


def title_and_reason(row: str) -> tuple[str, str]:
    title, reason, _ = row.split("\n", 2)
    return title, reason.removeprefix("because: ")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.partition("\n")[0])
def test_difference_is_as_the_table_says(case_server: Server, row: str) -> None:
    title, _ = title_and_reason(row)
    query, *told = re.split(r"^=>(?: instead)?(.*)\n", row.split("\n", 2)[2], flags=re.MULTILINE)
    right, actual = (
        Case("known differences", title, query.strip(), kind.strip() or "table", text.strip("\n"))
        for kind, text in zip(told[::2], told[1::2], strict=True)
    )
    found = answer(case_server, actual)
    if found == (200 if actual.kind == "refused" else expected(right)):
        pytest.fail(f"mended: delete '{title}' from {TABLE.name} and the README, and make a case of evaluation of it")
    assert found == expected(actual)


def test_readme_lists_each_difference_with_its_reason() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Known differences\n")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| (.*) \| (.*) \|$", section, re.MULTILINE)[1:]
    assert listed == [title_and_reason(row) for row in ROWS]
