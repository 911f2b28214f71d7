"""Plain queries, answered before Flask: the same answers as its views give, each evaluated once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from http_support import FIREFOX
from odd_site import write_odd_site
from test_cache import BASE, answer_to, lasting_of, opened
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from publisher.app import create_app
from publisher.formats import Format
from publisher.store import Query, Result, Store
from publisher.views.live import Live
from publisher.views.plain_queries import OUTCOME, answering_plain_queries
from publisher.views.thresholds import LARGEST_CODED

SELECT = "SELECT * { ?s ?p ?o } LIMIT 9"
# A text that doubles until it is larger than what is coded.
LARGE = "SELECT ?a18 { BIND('0123456789abcdef' AS ?a0) " + "".join(
    f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1}) " for n in range(18)
)


def address(query: str, more: str = "") -> str:
    return f"sparql?query={quote(query)}{more}"


PLAIN: list[tuple[str, dict[str, str]]] = [
    (address(SELECT), {}),
    (address(SELECT), {"Accept": "text/csv, */*;q=0.1", "Accept-Encoding": "gzip"}),
    (address(SELECT), {"Accept": "application/xml", "Accept-Encoding": "gzip;q=0"}),
    (address(SELECT, "&format=tsv&timeout=3"), {"Accept": FIREFOX}),
    (
        address("ASK {}", "&output=none&results="),
        {"Accept": "application/sparql-results+xml", "Accept-Encoding": "gzip"},
    ),
    (address("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 9"), {"Accept": "application/ld+json"}),
    (address("DESCRIBE <urn:isbn:123>"), {"Accept": "*/*"}),
    (address("SELECT ('é日本' AS ?x) { FILTER(1 < 2) }"), {"Accept": "nonsense"}),
    ("sparql?query=ASK+%7B%7D", {}),
]
LEFT: list[tuple[str, dict[str, str], str]] = [
    ("sparql", {}, "GET"),
    ("sparql.ttl", {}, "GET"),
    ("doc/plain", {}, "GET"),
    (address("ASK {}"), {}, "HEAD"),
    (address("ASK {}"), {}, "POST"),
    (address("ASK {}"), {"Accept": FIREFOX}, "GET"),
    (address("ASK {}"), {"Accept": "image/png"}, "GET"),
    (address("ASK {}"), {"If-None-Match": '"x"'}, "GET"),
    (address("ASK {}"), {"Transfer-Encoding": "chunked"}, "GET"),
    (address("ASK {}", "&query=ASK%7B%7D"), {}, "GET"),
    (address("ASK {}", "&unknown=1"), {}, "GET"),
    (address("ASK {}", "&default-graph-uri=urn:x"), {}, "GET"),
    (address("ASK {}", "&update=x"), {}, "GET"),
    (address("DROP ALL"), {}, "GET"),
    (address("SELECT (NOW() AS ?n) {}"), {}, "GET"),
    ("sparql?query=%FF", {}, "GET"),
]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("plain")
    with opened(write_odd_site(folder / "site"), folder / "state") as live:
        yield live


class Counted:
    """A store that counts what it is asked."""

    def __init__(self, store: Store) -> None:
        self.store, self.asked = store, 0
        self.select, self.close = store.select, store.close

    def respond(self, query: Query, format: Format) -> Result:
        self.asked += 1
        return self.store.respond(query, format)


def behind(application: Callable[..., Iterable[bytes]], live: Live) -> Client:
    """Return a client of what answers plain queries, with another application behind it."""
    return Client(answering_plain_queries(application, lambda: live))


def unreachable(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    raise AssertionError(environ)


def same(one: TestResponse, other: TestResponse) -> bool:
    return (one.status, lasting_of(one), one.data) == (other.status, lasting_of(other), other.data)


@pytest.mark.parametrize(("address", "headers"), PLAIN)
def test_a_plain_query_is_answered_as_the_views_do(live: Live, address: str, headers: dict[str, str]) -> None:
    assert behind(unreachable, live).get(f"/{address}", headers=headers).status_code == 200
    client = Client(create_app(BASE, lambda: live))
    plain = answer_to(client, address, headers)
    # A condition is none of what is plain.
    assert same(plain, answer_to(client, address, {**headers, "If-None-Match": '"absent"'}))


@pytest.mark.parametrize(("address", "headers", "method"), LEFT)
def test_what_is_not_plain_is_left_to_the_views(live: Live, address: str, headers: dict[str, str], method: str) -> None:
    def seen(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return Response(str(OUTCOME in environ))(environ, start_response)

    told = behind(seen, live).open(f"/{address}", headers=headers, method=method)
    assert told.headers["Content-Length"] == str(len("False"))


def test_a_query_beside_a_body_is_left_to_the_views(live: Live) -> None:
    told = behind(Response("left"), live).get(f"/{address(SELECT)}", data=b"body")
    assert told.data == b"left"


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        (address('SELECT ("\\u0001" AS ?x) {}'), {"Accept": "application/sparql-results+xml"}, 406),
        (address("ASK { ?s ?p"), {}, 400),
        (address("ASK { none:s ?p ?o }"), {}, 400),
        (address("ASK { SERVICE <urn:x> {} }"), {}, 403),
        (address("SELECT (<urn:none>(1) AS ?x) {}"), {}, 400),
        (address(LARGE + "}"), {"Accept-Encoding": "gzip"}, 200),
    ],
)
def test_what_the_views_tell_of_a_query_is_evaluated_once(
    live: Live, address: str, headers: dict[str, str], status: int
) -> None:
    store = Counted(live.store)
    client = Client(create_app(BASE, lambda: replace(live, store=store)))
    told = answer_to(client, address, headers)
    assert (told.status_code, store.asked) == (status, 1)
    assert same(told, answer_to(client, address, {**headers, "If-None-Match": '"absent"'}))
    assert status != 200 or len(told.data) > LARGEST_CODED


def test_what_nobody_foresaw_is_a_problem_document_too(live: Live, capsys: pytest.CaptureFixture[str]) -> None:
    class Broken(Counted):
        def respond(self, query: Query, format: Format) -> Result:
            super().respond(query, format).close()
            raise RuntimeError("nobody foresaw this")

    store = Broken(live.store)
    told = answer_to(Client(create_app(BASE, lambda: replace(live, store=store))), address("ASK {}"), {})
    assert (told.status_code, told.mimetype, store.asked) == (500, "application/problem+json", 1)
    assert "RuntimeError: nobody foresaw this" in capsys.readouterr().err


def test_a_snapshot_that_cannot_be_opened_is_told_by_the_views(tmp_path: Path) -> None:
    def current() -> Live:
        raise FileNotFoundError(tmp_path)

    answer = Client(create_app(BASE, current)).get("/kg/sparql?query=ASK%7B%7D")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
