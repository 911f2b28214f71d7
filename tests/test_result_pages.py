"""What a page shows of a result: the first rows and lines, the totals of all, in bounded memory."""

from collections.abc import Iterator

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, Store, parse_query_results

from publisher.rendering.frame import WEB
from publisher.rendering.languages import INTERFACE_LANGUAGES, load_interfaces
from publisher.rendering.results import (
    GRAPH_BYTES,
    ROWS,
    ROWS_BYTES,
    Beginning,
    Solutions,
    beginning_of,
    solutions_of,
)

XSD = "http://www.w3.org/2001/XMLSchema#"
ODD = f"""INSERT DATA {{ <urn:特> <urn:p> "a\\tb\\nc\\r\\"\\\\"@en, 7, 7.50, 1e3, true, "", " ", _:b,
    "\\u0001\\u2028"^^<urn:d>, "99999999999999999999999"^^<{XSD}integer>, "+007"^^<{XSD}integer>, "z"^^<{XSD}integer>,
    "1."^^<{XSD}decimal>, "-1e5"^^<{XSD}double>, "+1e5x"^^<{XSD}double>, "INF"^^<{XSD}double>,
    "TRUE"^^<{XSD}boolean> }}"""


def pieces(body: bytes, size: int = 7) -> Iterator[bytes]:
    return (body[start : start + size] for start in range(0, len(body), size))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT ?x {}",
        "SELECT * {}",
        "SELECT ?x { VALUES ?x {} }",
        "SELECT ?x { VALUES ?x { UNDEF 1 UNDEF } }",
        "SELECT ?y ?x { VALUES (?x ?y) { (UNDEF UNDEF) (1 UNDEF) (UNDEF 1) } }",
        "SELECT (<<( <urn:a> <urn:b> 'x\\ty' )>> AS ?t) ('é' AS ?名) {}",
    ],
)
def test_a_table_is_read_from_its_lines_as_from_json(query: str) -> None:
    store = Store()
    store.update(ODD)
    found = solutions_of(pieces(store.query(query).serialize(format=QueryResultsFormat.TSV)))
    json = parse_query_results(store.query(query).serialize(format=QueryResultsFormat.JSON), QueryResultsFormat.JSON)
    assert isinstance(json, QuerySolutions)
    rows = tuple(tuple(row) for row in json)
    assert found == Solutions(tuple(variable.value for variable in json.variables), len(rows), rows)


@pytest.mark.parametrize(("body", "verdict"), [(b"true", True), (b"false", False)])
def test_a_verdict_is_told_from_a_table(body: bytes, verdict: bool) -> None:
    assert solutions_of(pieces(body, 2)) is verdict


@pytest.mark.parametrize(
    ("row", "total", "shown"),
    [
        (b"1", 3, 3),
        (b"1", ROWS, ROWS),
        (b"1", 400_000, ROWS),
        (b'"%s"' % (b"x" * 9_997), 300, 99),
        (b"9" * 2_000_000, 2, 0),
    ],
    ids=["few", "all", "many", "long", "endless"],
)
def test_the_first_rows_are_held_and_all_are_counted(row: bytes, total: int, shown: int) -> None:
    found = solutions_of([b"?x\n", *pieces((row + b"\n") * total, 65_536)])
    assert isinstance(found, Solutions)
    assert (found.total, len(found.rows)) == (total, shown)


def test_names_of_columns_are_read_however_many_there_are() -> None:
    names = [f"column{number}" for number in range(ROWS_BYTES // 10)]
    found = solutions_of(
        pieces("\t".join(f"?{name}" for name in names).encode() + b"\n" + b"\t" * 99_999 + b"\n", 9_999)
    )
    assert isinstance(found, Solutions)
    assert (found.variables, found.total) == (tuple(names), 1)


@pytest.mark.parametrize(
    ("line", "lines", "shown"),
    [
        ("<urn:a> <urn:b> 'é' .\n", 3, 69),
        ("<urn:a> <urn:b> 'é' .\n", 90_000, GRAPH_BYTES // 23 * 23),
        ("é" * GRAPH_BYTES + "\n", 2, GRAPH_BYTES),
    ],
)
def test_the_first_lines_of_a_graph_are_shown_and_its_size_is_told(line: str, lines: int, shown: int) -> None:
    body = (line * lines).encode()
    assert beginning_of(pieces(body, 65_536), len(body)) == Beginning(body[:shown].decode(), shown, len(body))


def test_no_more_of_a_graph_is_read_than_is_shown() -> None:
    endless = iter(lambda: b"<urn:a> <urn:b> <urn:c> .\n" * 1_000, b"")
    assert beginning_of(endless, 10**12).shown <= GRAPH_BYTES


@pytest.mark.parametrize(
    ("length", "told"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1 kB"),
        (216_789, "217 kB"),
        (1_743_210, "1.7 MB"),
        (256_000_000, "256 MB"),
        (4_200_000_000_000, "4,200 GB"),
    ],
)
def test_a_size_is_told_as_people_write_it(length: int, told: str) -> None:
    interfaces = load_interfaces(WEB / "translations")
    assert [interfaces[language].size(length) for language in INTERFACE_LANGUAGES] == [told, told]
