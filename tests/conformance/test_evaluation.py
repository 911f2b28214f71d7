"""Evaluation agrees with SPARQL 1.1 Query, section by section: each case worked out by hand from the Recommendation."""

import pytest
from cases import FOLDER, Case, answer, ask, by_value, cases, expected, from_json, term
from support import Server

CASES = list(cases())
FUNCTIONS = [
    line.split("\t")
    for line in (FOLDER / "functions.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.place}: {case.title}")
def test_answer_is_what_the_recommendation_says(case_server: Server, case: Case) -> None:
    assert answer(case_server, case) == expected(case)


@pytest.mark.parametrize(
    ("expression", "value"), [row[1:] for row in FUNCTIONS], ids=[f"{row[0]}: {row[1]}" for row in FUNCTIONS]
)
def test_expression_has_the_value_that_the_recommendation_gives(
    case_server: Server, expression: str, value: str
) -> None:
    told = ask(case_server, f"SELECT ({expression} AS ?r) {{ VALUES ?one {{ 1 }} }}").json()
    found = from_json(told["results"]["bindings"][0].get("r"))
    wanted = None if value == "error" else term(value)
    assert (found and by_value(found)) == (wanted and by_value(wanted))
