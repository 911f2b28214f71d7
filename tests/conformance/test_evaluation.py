"""Evaluation agrees with SPARQL 1.1 Query, section by section: each case worked out by hand from the Recommendation."""

import pytest
from cases import FOLDER, Case, answer, ask, by_value, cases, expected, from_json, term
from support import Server

CASES = list(cases())


def table(name: str) -> list[list[str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


FUNCTIONS, SYNTAX = table("functions.tsv"), table("syntax.tsv")


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


@pytest.mark.parametrize(
    ("verdict", "query"), [row[1:] for row in SYNTAX], ids=[f"{row[0]}: {row[2]}" for row in SYNTAX]
)
def test_query_is_legal_or_not_as_the_grammar_says(case_server: Server, verdict: str, query: str) -> None:
    assert ask(case_server, query).status_code == {"legal": 200, "illegal": 400}[verdict]
