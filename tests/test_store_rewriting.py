"""Queries as they are handed to the engine: what tokens tell is what its parser finds."""

import pyoxigraph
import pytest

from publisher.store.sparql.language import analyse
from publisher.store.sparql.rewriting import plain_variables

BASE = "http://site/"
PREFIXES = {"ex": BASE, "FILTER": BASE, "UNION": BASE}


def found_by_the_engine(text: str) -> set[str]:
    results = pyoxigraph.Store().query(text, base_iri=BASE, prefixes=PREFIXES)
    assert isinstance(results, pyoxigraph.QuerySolutions)
    return {variable.value for variable in results.variables}


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("SELECT * { ?z ?b ?a }", ["z", "b", "a"]),
        ("SELECT*{?z?b?a}", ["z", "b", "a"]),
        ("select distinct * where { $z a ?a , 'in a ?string' ; ex:p* ?x , [] # ?comment\n }", ["z", "a", "x"]),
        ("SELECT * FROM <g> FROM NAMED ex:g { ?s ex:p 1 . OPTIONAL { ?s ?p ?o } } LIMIT 3", ["s", "p", "o"]),
        ("SELECT * { { ?s ex:p ?o } UNION { GRAPH ?g { ?s ?p 1.5 } } }", ["s", "o", "g", "p"]),
        ("SELECT * { ?s ?p ?o } ORDER BY ?none DESC(?o) OFFSET 1", ["s", "p", "o"]),
        ("SELECT * { ?a <?b#> ?c }", ["a", "c"]),
        ("PREFIX : <> SELECT * { :s :p ?o }", ["o"]),
        ("SELECT * {}", []),
    ],
)
def test_variables_of_plain_patterns_are_told_by_tokens(text: str, variables: list[str]) -> None:
    assert plain_variables(analyse(text, PREFIXES, BASE)) == variables
    assert found_by_the_engine(text) == set(variables)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o FILTER(?o > ?none) }",
        "SELECT * { ?s ?p ?o FILTER:x(?none) }",
        "SELECT * { ?s ?p ?o FILTER<x>(?none) }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { ?o ?none 1 } }",
        "SELECT * { ?s ?p ?o MINUS { ?o ?none 1 } }",
        "SELECT * { { SELECT ?s { ?s ?p ?none } } }",
        "SELECT * { ?s ?p ?o BIND(1 AS ?b) }",
        "SELECT * { ?s ?p ?o } VALUES ?v { 1 }",
        "SELECT * { ?s (ex:p|ex:q)+ ?o }",
    ],
)
def test_what_only_a_parser_can_tell_is_left_to_it(text: str) -> None:
    assert plain_variables(analyse(text, PREFIXES, BASE)) is None
