"""What a query's tokens tell: form, dataset, volatility, refusals, faults, rewritings."""

import time

import pyoxigraph
import pytest

from publisher.errors import QueryError, QueryRefused
from publisher.store.sparql.bounds import MOST_LEVELS, MOST_TOKENS
from publisher.store.sparql.language import UPDATES, QueryText, analyse, glimpsed
from publisher.store.sparql.rewriting import columns, description, engine_text, star

PREFIXES = {"ex": "http://site/"}
BASE = "http://base/x/sparql"
ELSEWHERE = "<http://127.0.0.1:1/> {?s ?p ?o}"


def read(text: str) -> QueryText:
    return analyse(text, PREFIXES, BASE)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("# INSERT\nask{}", "ASK"),
        ("PREFIX a: <b> BASE <http://c/> PREFIX : <d> CONSTRUCT WHERE {}", "CONSTRUCT"),
        ('VERSION "1.2" Describe <x>', "DESCRIBE"),
        ("\\u0041SK {}", "ASK"),
    ],
)
def test_form_is_the_first_word_behind_the_prologue(text: str, form: str) -> None:
    assert read(text).form == form


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {}",
        "ask{}",
        "\n prefix a: <http://a/#> PREFIX : <b>\r\nBASE <http://c/>select(1 AS ?x) {}",
        "CONSTRUCT WHERE { ?s ?p 'SELECT' }",
        "Describe<http://x/>",
    ],
)
def test_the_beginning_tells_the_same_as_all_tokens(text: str) -> None:
    assert glimpsed(text) == read(text).gist


@pytest.mark.parametrize(
    "text",
    [
        "# INSERT\nASK {}",
        "PREFIX a.b: <c> ASK {}",
        "PREFIX a: <\\u0062> ASK {}",
        "\\u0041SK {}",
        "SELECT (\\u004EOW() AS ?x) {}",
        "SELECT DISTINCTRAND() {}",
        "SELECT (now() AS ?x) {}",
        "CONSTRUCT { [] ?p ?o } { BIND(struuid() AS ?p) BIND(BNODE() AS ?o) }",
        "SELECTION {}",
        "DROP ALL",
        "PREFIX a: <b>",
        "",
    ],
)
def test_what_the_beginning_does_not_tell_is_left_to_the_tokens(text: str) -> None:
    assert glimpsed(text) is None


@pytest.mark.parametrize("word", UPDATES)
def test_update_is_refused(word: str) -> None:
    with pytest.raises(QueryRefused, match=f"{word} is an update") as caught:
        read(f"PREFIX a: <b> # SELECT\n  {word.lower()} DATA {{}}")
    assert (caught.value.line, caught.value.column) == (2, 3)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("DELETEWHERE{ ?s ?p ?o }", "DELETE"),
        ("insertdata{ <a:> <a:> 1 }", "INSERT"),
        ("CLEARSILENTALL", "CLEAR"),
        ("LOADSILENT<http://127.0.0.1:1/>", "LOAD"),
        ("COPYDEFAULTTO<a:g>", "COPY"),
    ],
)
def test_update_without_a_space_between_its_words_is_refused(text: str, word: str) -> None:
    with pytest.raises(QueryRefused, match=f"{word} is an update"):
        read(text)


@pytest.mark.parametrize(
    "text", ["DELETED {}", "", "  # SELECT * {}", "FOO {}", "PREFIX a: <b>", "{ SELECT * {} }", "?x"]
)
def test_text_without_a_query_form_is_an_error(text: str) -> None:
    with pytest.raises(QueryError, match="expected SELECT, ASK, CONSTRUCT or DESCRIBE"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        f"ASK {{ SERVICE {ELSEWHERE} }}",
        f"ASK {{ service silent {ELSEWHERE} }}",
        f"ASK {{ SERVICESILENT{ELSEWHERE} }}",
        "ASK { ?s ?p ?o .SERVICE ?o {} }",
        f"ASK {{ ?s ?p trueSERVICE{ELSEWHERE} }}",
        f"ASK {{ ?s ?p true.SERVICE{ELSEWHERE} }}",
        f"ASK {{ # a comment\rSERVICE {ELSEWHERE} }}",
        f"SELECT (EXISTS{{SERVICE{ELSEWHERE}}} AS ?x) {{}}",
        f"ASK {{ SERV\\u0049CE {ELSEWHERE} }}",
        f"ASK {{ \\U00000053ERVICE {ELSEWHERE} }}",
        f"ASK {{ ?s ?p 1.SERVICE {ELSEWHERE} }}",
    ],
)
def test_service_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        read(text)


@pytest.mark.parametrize(
    "pattern",
    [
        '?s ?p "SERVICE INSERT"',
        "?s ?p '''a\nSERVICE'''",
        "?s ?p ?o # SERVICE <x> {}\n",
        "?service ?SERVICE $insert",
        "?s ex:SERVICE ex:service",
        "?s <http://e/SERVICE> <service>",
        "_:service ?p ?o",
        '?s ?p "a"@service',
        '?s ?p "\\\\service"',
    ],
)
def test_refused_words_are_harmless_elsewhere(pattern: str) -> None:
    query = read(f"PREFIX service: <http://s/SERVICE/> ASK {{ {pattern} . service:x service:SERVICE service:LOAD }}")
    # The engine takes it, and takes it for the same query: what it parses says what it prints.
    assert not pyoxigraph.Store().query(engine_text(query), base_iri=BASE, prefixes=PREFIXES)


def test_disguised_words_mean_what_they_meant() -> None:
    text = 'SELECT ("SERVICE" AS ?a) (<http://e/service> AS ?b) (ex:SERVICE AS ?service) {} # SERVICE'
    rewritten = engine_text(read(text))
    assert "SERVICE" not in rewritten.replace("?service", "")
    solution = next(pyoxigraph.Store().query(rewritten, base_iri=BASE, prefixes=PREFIXES))
    assert [term.value for term in solution] == ["SERVICE", "http://e/service", "http://site/SERVICE"]


@pytest.mark.parametrize(
    "text",
    [
        f'ASK {{ FILTER(?a<?b#>"""\n) SERVICE {ELSEWHERE} }} #"""\n',
        f'PREFIX urn: <http://z/> ASK {{ FILTER(?a<urn:x#>"""\n) SERVICE {ELSEWHERE} }} #"""\n',
        f"ASK {{ FILTER(?a<?b+'>') SERVICE {ELSEWHERE} FILTER('a' = ?x+'<') }}",
        f"PREFIX p: <http://e:80> ASK {{ ?s ?p p:SERVICE {ELSEWHERE} }}",
        "PREFIX : <http://127.0.0.1:1/> PREFIX SERVICE: <http://x/> ASK { SERVICE:x {?s ?p ?o} }",
        "PREFIX : <http://127.0.0.1:1/> ASK { SERVICE:x {?s ?p ?o} }",
        "PREFIX : <http://127.0.0.1:1/> ASK { SERVICESILENT:x {?s ?p ?o} }",
        "PREFIX : <http://127.0.0.1:1/> ASK { ?s ?p trueSERVICE:x {?s ?p ?o} }",
    ],
)
def test_service_that_only_the_engine_would_see_reaches_no_one(text: str) -> None:
    # Each of these makes the engine call 127.0.0.1:1, which it reports as OSError, unless the text is rewritten.
    with pytest.raises((QueryError, SyntaxError)):
        pyoxigraph.Store().query(engine_text(read(text)), base_iri=BASE, prefixes=PREFIXES)


@pytest.mark.parametrize(
    ("text", "default", "named"),
    [
        ("ASK {}", None, None),
        ("ASK FROM <http://g> {}", ("http://g",), ()),
        ("SELECT ?x FROM NAMED ex:a FROM NAMED <../b> WHERE {}", (), ("http://site/a", "http://base/b")),
        ("BASE <http://o/> BASE <p/> PREFIX ex: <q#> ASK FROM ex:r FROM <s> FROM NAMED <#t> {}",
         ("http://o/p/q#r", "http://o/p/s"), ("http://o/p/#t",)),
        ("CONSTRUCT { ?s ?p ?o } FROM <a> FROM <a> WHERE { ?s ?p ?o }", ("http://base/x/a",), ()),
        ("SELECT (EXISTS { FROM } AS ?x) { FROM <a> }", None, None),
        ("DESCRIBE <a> FROM <g>", ("http://base/x/g",), ()),
        ("ASK FROM <urn:x:y> { ?s ?p 'FROM <http://z>' } # FROM <http://w>", ("urn:x:y",), ()),
    ],
)  # fmt: skip
def test_dataset_clauses_are_absolute(text: str, default: tuple[str, ...], named: tuple[str, ...]) -> None:
    query = read(text)
    assert (query.default_graphs, query.named_graphs) == (default, named)


@pytest.mark.parametrize("function", ["NOW()", "rand()", "UUID()", "StrUUID()", "BNODE()", "bnode('x')"])
def test_volatile_functions_are_found(function: str) -> None:
    assert read(f"SELECT ({function} AS ?x) {{}}").volatile
    assert not read(f'ASK {{ ?now ex:UUID "{function}" }} # {function}'.replace("'x'", "")).volatile


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (SUM(DISTINCTRAND()) AS ?x) {}",
        "SELECT * { ?s ?p ?o } ORDER BYRAND()",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BYRAND()",
        "SELECT * { ?s ?p ?o FILTERRAND() }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } HAVINGRAND()",
        "SELECT (COUNT(DISTINCTSTRUUID()) AS ?x) {}",
        "SELECT (MIN(DISTINCTnow()) AS ?x) {}",
        "SELECT (SAMPLE(DISTINCTRAND()) AS ?x) {}",
        "SELECT (COUNT(DISTINCTUUID()) AS ?x) {}",
        "SELECT (SAMPLE(DISTINCTBNODE()) AS ?x) {}",
        "SELECT * { ?s ?p ?o } ORDERBYRAND()",
    ],
)
def test_volatile_functions_are_found_where_the_engine_needs_no_space(text: str) -> None:
    pyoxigraph.Store().query(text)
    assert read(text).volatile


def test_star_becomes_the_variables_in_order_of_appearance() -> None:
    for text in ("SELECT * { ?z ?b $a }", "SELECT DISTINCT* { ?z ?b $a }", "select reduced * { ?z ?b ?a }"):
        query = read(text)
        token = star(query)
        assert token
        results = pyoxigraph.Store().query(columns(query, token, ["a", "b", "z"]))
        assert [variable.value for variable in results.variables] == ["z", "b", "a"]


@pytest.mark.parametrize(
    "text", ["SELECT (COUNT(*) AS ?n) { ?z ?b ?a }", "SELECT ?x { { SELECT * {} } }", "DESCRIBE * {}"]
)
def test_other_stars_stay(text: str) -> None:
    assert star(read(text)) is None


@pytest.mark.parametrize(
    ("text", "iris", "select"),
    [
        ("DESCRIBE <a> ex:b", ("http://base/x/a", "http://site/b"), None),
        ("DESCRIBE <a> FROM <g>", ("http://base/x/a",), None),
        ("DESCRIBE ?x", (), None),
        ("DESCRIBE <a> ?x ex:b ?y FROM <g> WHERE { ?x ?y ?z } ORDER BY ?z",
         ("http://base/x/a", "http://site/b"), "SELECT DISTINCT ?x ?y FROM <g> WHERE { ?x ?y ?z } ORDER BY ?z"),
        ("PREFIX a: <b> DESCRIBE*{ ?x ?y ?z } LIMIT 3", (), "PREFIX a: <b> SELECT * { ?x ?y ?z } LIMIT 3"),
        ("DESCRIBE ?x { { SELECT ?x { ?x ?y ?z } LIMIT 3 } }", (),
         "SELECT DISTINCT ?x { { SELECT ?x { ?x ?y ?z } LIMIT 3 } }"),
        ("DESCRIBE ?x { ?x ?y 'SERVICE' }", (), "SELECT DISTINCT ?x { ?x ?y '\\u0053ERVICE' }"),
    ],
)  # fmt: skip
def test_describe_is_its_iris_and_a_select(text: str, iris: tuple[str, ...], select: str | None) -> None:
    wanted = description(read(text))
    assert (wanted.iris, wanted.select) == (iris, select)


def test_half_a_surrogate_pair_is_an_error() -> None:
    with pytest.raises(QueryError, match=r"U\+D800") as caught:
        read("ASK {\n'\ud800' }")
    assert (caught.value.line, caught.value.column) == (2, 2)


def test_long_queries_are_read_in_linear_time() -> None:
    many = "".join(f"PREFIX p{n}: <http://e/{n}#>\n" for n in range(5_000))
    begun = time.process_time()
    read(many + "ASK { " + "?s ?p 'x' . " * 30_000 + "}")
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("{", "}"),
        ("(", ")"),
        ("[", "]"),
        ("!", ""),
        ("{ SELECT * {", "}}"),
        ("STR(\n", ")"),
        ("EXISTS { FILTER(!", ")}"),
    ],
)
def test_what_is_nested_too_deeply_is_refused_with_its_place(opening: str, closing: str) -> None:
    width = 1 if opening == "!" else sum(opening.count(sign) for sign in "{([")
    fitting = (MOST_LEVELS - 1) // width
    read(f"ASK {{{opening * fitting}{closing * fitting}")
    with pytest.raises(QueryError, match="more than 256 levels deep") as caught:
        read(f"ASK {{{opening * 100_000}")
    line = 1 + (fitting if "\n" in opening else 0)
    assert caught.value.line == line
    assert caught.value.column


def test_brackets_and_signs_side_by_side_are_not_deep() -> None:
    read("ASK {" + "{ FILTER(!?x) } " * 10_000 + "}")
    read("ASK {" + '"(((" # {{{\n' * 10_000 + "}")


def test_a_query_of_too_many_tokens_is_refused_where_they_begin_to_be_too_many() -> None:
    read("ASK {" + " 1" * (MOST_TOKENS - 2))
    with pytest.raises(QueryError, match="at most 250000") as caught:
        read("ASK {" + "\n1" * MOST_TOKENS)
    assert (caught.value.line, caught.value.column) == (MOST_TOKENS, 1)


@pytest.mark.parametrize(
    "text",
    [
        "BASE <b/> " * 50_000 + "ASK {}",
        f"BASE <http://b/{'b' * 50_000}/>" + "".join(f"PREFIX p{n}: <p> " for n in range(10_000)) + "ASK {}",
        f"BASE <http://b/{'b' * 50_000}/> SELECT * " + "".join(f"FROM <g{n}> " for n in range(10_000)) + "{}",
        f"PREFIX p: <http://p/{'p' * 50_000}> SELECT * " + "".join(f"FROM NAMED p:g{n} " for n in range(10_000)) + "{}",
    ],
    ids=["base", "prefixes", "graphs", "names"],
)
def test_short_texts_that_make_very_long_iris_are_refused(text: str) -> None:
    with pytest.raises(QueryError, match="more than 4000000 characters") as caught:
        read(text)
    assert caught.value.column


def test_ten_thousand_graphs_may_be_named() -> None:
    many = " ".join(f"FROM <http://example.org/a/graph/of/ordinary/length/{n}>" for n in range(10_000))
    assert len(read(f"SELECT * {many} {{}}").default_graphs or ()) == 10_000
