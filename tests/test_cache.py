"""Tests of the finished responses that a worker keeps: the same answers, made once, in bounded room."""

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from http_support import FIREFOX, lasting
from odd_site import write_odd_site
from support import write_site
from test_http_hostile import ADDRESSES
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from publisher.app import create_app, publishing
from publisher.build import build
from publisher.cache import VARIATION, WHOLE, Cached, Variation
from publisher.formats import HTML, JSON_LD, TURTLE
from publisher.mount import Application
from publisher.namespaces import Prefixes
from publisher.serve.warming import documents, warm
from publisher.settings import Limits, load_settings
from publisher.snapshot import STORE, Manifest, State
from publisher.store.processes.client import ProcessStore
from publisher.store.processes.starting import query_processes
from publisher.store.processes.task import Task
from publisher.views.live import Live
from publisher.views.responses import REFUSED

BASE = "http://127.0.0.1/kg/"
ROOM = 4_000_000
HEADERS: list[dict[str, str]] = [
    {},
    {"Accept": FIREFOX},
    {"Accept": FIREFOX, "Accept-Language": "ja", "Accept-Encoding": "gzip"},
    {"Accept": FIREFOX, "Accept-Language": "fr, en;q=0.5", "Accept-Encoding": "br, gzip;q=0.5"},
    {"Accept": "application/ld+json;profile=x, text/turtle;q=0.1"},
    {"Accept": "text/csv"},
    {"Accept": "image/png"},
    {"Accept": FIREFOX, "If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"},
    {"Accept": "text/turtle", "If-None-Match": "*"},
    {"Accept": "text/turtle", "If-None-Match": '"absent"'},
    {"Accept": "text/turtle", "If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"},
    {"Accept": "text/turtle", "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    {"Accept": "text/turtle", "If-Match": '"absent"'},
    {"Accept": "text/turtle", "If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    {"Accept": "text/turtle", "Range": "bytes=0-3"},
]
QUERIES = [
    "sparql?query=SELECT%20*%20%7B%20?s%20?p%20?o%20%7D%20LIMIT%203",
    "sparql?query=CONSTRUCT%20WHERE%20%7B%20?s%20?p%20?o%20%7D%20LIMIT%203",
    "sparql?query=DESCRIBE%20%3Curn:isbn:123%3E",
    "sparql?query=SELECT%20(NOW()%20AS%20?n)%20%7B%7D",
    "sparql?query=ASK%7B%7D&format=csv",
    "doc/plain?lang=ja",
    "doc/plain?unknown=1",
    "id/plain?lang=ja",
    "search?q=plain&lang=ja",
]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("cache")
    with opened(write_odd_site(folder / "site"), folder / "state") as live:
        yield live


@contextmanager
def opened(site: Path, state: Path) -> Iterator[Live]:
    """Build a site and open the snapshot, with a process for its queries."""
    settings = load_settings(site, {}, state)
    build(settings, BASE, lambda text: None)
    pointed = State(settings.state).pointed()
    assert pointed
    snapshot = State(settings.state).folder(pointed[0])
    manifest = Manifest.read(snapshot)
    with query_processes(Task(snapshot / STORE, Prefixes(manifest.prefixes), settings.limits, 1)) as store:
        yield Live(snapshot, manifest, store, settings.limits, pointed[1])


@pytest.mark.parametrize("address", [*ADDRESSES, *(address for address in QUERIES if "NOW" not in address)])
def test_what_is_kept_is_what_would_be_answered(live: Live, address: str) -> None:
    plain, keeping = (Client(create_app(BASE, lambda: live, room)) for room in (0, 4))
    for headers, method in (*((one, "GET") for one in HEADERS), *((one, "HEAD") for one in HEADERS[1:4])):
        wanted = answer_to(plain, address, headers, method)
        for _ in range(2):
            got = answer_to(keeping, address, headers, method)
            assert (got.status, lasting_of(got), got.data) == (wanted.status, lasting_of(wanted), wanted.data), headers


def answer_to(client: Client, address: str, headers: dict[str, str], method: str = "GET") -> TestResponse:
    with client.open(f"/kg/{address}", method=method, headers=headers, buffered=True) as answer:
        return answer


def lasting_of(answer: TestResponse) -> dict[str, str]:
    """Return what lasts of the headers."""
    return lasting(dict(answer.headers.items()))


def test_a_condition_that_was_met_is_304_with_the_same_headers(live: Live) -> None:
    for room, address in itertools.product((0, 4), ("doc/plain", QUERIES[0], "static/style.css")):
        client = Client(create_app(BASE, lambda: live, room))
        first = answer_to(client, address, {})
        kept = {"ETag", "Cache-Control", "Vary"} & set(first.headers.keys())
        for name, value in (("If-None-Match", first.headers["ETag"]), ("If-Modified-Since", "Last-Modified")):
            again = answer_to(client, address, {name: first.headers.get(value, value)})
            assert (again.status_code, again.data) == (304, b""), (room, address, name)
            assert {name: again.headers[name] for name in kept} == {name: first.headers[name] for name in kept}
            assert "Content-Type" not in again.headers


def test_queries_are_answered_again_when_nobody_could_evaluate_them(tmp_path: Path, live: Live) -> None:
    store = tmp_path / "store"
    with query_processes(Task(live.folder / STORE, live.prefixes, live.limits, 1)) as asked:
        mine = Live(live.folder, live.manifest, asked, live.limits, live.since)
        client = Client(create_app(BASE, lambda: mine, 4))
        first = [answer_to(client, address, {}).data for address in QUERIES[:3]]
    assert [answer_to(client, address, {}).data for address in QUERIES[:3]] == first, store
    for address in (QUERIES[3], QUERIES[0] + "0", "readyz"):
        assert answer_to(client, address, {}).status_code == 503, address


def counting(headers: dict[str, str], body: Callable[[str], bytes], status: int = 200, **told: Any) -> Any:
    """Return an application that counts its calls, and the list it counts in."""
    calls: list[str] = []

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        calls.append(environ["PATH_INFO"])
        variation = environ.get(VARIATION, Variation())
        for name, value in told.items():
            setattr(variation, name, value)
        response = Response(body(environ["PATH_INFO"]), status, {"Cache-Control": "public, no-cache", **headers})
        return response(environ, start_response)

    return application, calls


def times_made(headers: dict[str, str], requests: list[dict[str, str]], status: int = 200, **told: Any) -> int:
    application, calls = counting(headers, lambda path: b"body", status, **told)
    client = Client(Cached(application, lambda: "snapshot", ROOM))
    for one in requests:
        client.get("/x", headers=one)
    return len(calls)


def test_one_answer_serves_all_headers_that_choose_it() -> None:
    accepts = [{"Accept": text} for text in ("", "*/*", "text/turtle", "text/turtle;q=0.5", "text/*, image/png")]
    assert times_made({"Vary": "Accept"}, accepts, formats=(TURTLE, HTML)) == 1
    other = [{"Accept": text} for text in ("text/html", FIREFOX, "application/json")]
    assert times_made({"Vary": "Accept"}, [*accepts, *other], formats=(TURTLE, HTML, JSON_LD)) == 3
    languages = [{"Accept-Language": text} for text in ("", "en", "en-GB, ja;q=0.5", "fr", "ja", "ja-JP")]
    assert times_made({"Vary": "Accept-Language"}, languages, languages=("en", "ja")) == 2
    codings = [{"Accept-Encoding": text} for text in ("", "br", "gzip", "x-gzip, br", "*")]
    assert times_made({"Vary": "Accept-Encoding"}, codings) == 2


@pytest.mark.parametrize(
    ("headers", "status", "told"),
    [
        ({"Cache-Control": "no-store"}, 200, {}),
        ({"Cache-Control": "private"}, 200, {}),
        ({}, 404, {}),
        ({}, 503, {}),
        ({}, 206, {}),
        ({"Vary": "Cookie"}, 200, {}),
        ({"Vary": "*"}, 200, {}),
        ({"Vary": "Accept"}, 200, {}),
        ({"Vary": "Accept, Accept-Language"}, 200, {"formats": (TURTLE, HTML)}),
    ],
)
def test_what_is_not_for_everybody_or_not_understood_is_not_kept(
    headers: dict[str, str], status: int, told: dict[str, Any]
) -> None:
    assert times_made(headers, [{}, {}, {}], status, **told) == 3


@pytest.mark.parametrize("headers", [{"Range": "bytes=0-1"}, {"If-Match": "*"}, {"If-Unmodified-Since": "x"}])
def test_requests_for_less_or_under_other_conditions_are_answered_by_the_application(headers: dict[str, str]) -> None:
    assert times_made({}, [{}, {}, headers, headers]) == 3


def test_a_request_with_a_body_is_answered_by_the_application() -> None:
    application, calls = counting({}, lambda path: b"body")
    client = Client(Cached(application, lambda: "snapshot", ROOM))
    for _ in range(2):
        client.get("/x")
        client.get("/x", data=b"body")
        client.post("/x")
    assert len(calls) == 5


def test_another_snapshot_begins_anew() -> None:
    now = ["first"]
    application, calls = counting({}, lambda path: now[0].encode())
    client = Client(Cached(application, lambda: now[0], ROOM))
    assert [client.get("/x").data for _ in range(2)] == [b"first", b"first"]
    now[0] = "second"
    assert [client.get("/x").data for _ in range(2)] == [b"second", b"second"]
    assert len(calls) == 2


def test_an_answer_on_its_way_while_the_snapshot_is_switched_is_not_kept_for_the_next() -> None:
    now = ["first"]

    def body(path: str) -> bytes:
        said, now[0] = now[0], "second"
        return said.encode()

    application, _ = counting({}, body)
    client = Client(Cached(application, lambda: now[0], ROOM))
    assert [client.get("/x").data for _ in range(3)] == [b"first", b"second", b"second"]


def test_addresses_that_are_asked_for_once_drive_out_none_that_are_asked_for_again() -> None:
    application, calls = counting({}, lambda path: b"x" * 10_000)
    client = Client(Cached(application, lambda: "snapshot", ROOM))
    for _ in range(2):
        client.get("/loved")
    for number in range(2_000):
        client.get(f"/?{number}")
    client.get("/loved")
    assert calls.count("/loved") == 1


def test_a_body_larger_than_its_share_is_passed_on() -> None:
    application, calls = counting({}, lambda path: b"x" * (ROOM // 16))
    client = Client(Cached(application, lambda: "snapshot", ROOM))
    assert {len(client.get("/x").data) for _ in range(3)} == {ROOM // 16}
    assert len(calls) == 3


def test_without_room_nothing_is_kept() -> None:
    application, calls = counting({}, lambda path: b"x")
    client = Client(Cached(application, lambda: "snapshot", 0))
    assert [client.get("/x").data for _ in range(2)] == [b"x", b"x"]
    assert len(calls) == 2


def test_a_body_that_breaks_off_is_not_kept() -> None:
    calls = []

    def broken(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        calls.append(1)
        start_response("200 OK", [("Content-Length", "10"), ("Cache-Control", "public")])
        return [b"short"]

    client = Client(Cached(broken, lambda: "snapshot", ROOM))
    for _ in range(2):
        client.get("/x")
    assert len(calls) == 2


def test_many_threads_keep_within_the_room() -> None:
    application, _ = counting({}, lambda path: path.encode() * 1_000)
    serve = Cached(application, lambda: "snapshot", 500_000)

    def ask(start: int) -> None:
        client = Client(serve)
        for number in range(start, start + 200):
            path = f"/{number % 37}"
            assert client.get(path).data == path.encode() * 1_000

    threads = [threading.Thread(target=ask, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)


def test_an_answer_that_many_ask_for_at_once_takes_its_room_once() -> None:
    together = threading.Barrier(8)

    def body(path: str) -> bytes:
        with suppress(threading.BrokenBarrierError):
            together.wait(5)
        return b"x" * (ROOM // 16 // 5)

    application, calls = counting({"Vary": "Accept"}, body, formats=(TURTLE, JSON_LD))
    serve = Cached(application, lambda: "snapshot", ROOM)
    threads = [threading.Thread(target=Client(serve).get, args=("/x",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    together.abort()
    assert len(calls) == 8
    for _ in range(2):
        Client(serve).get("/x", headers={"Accept": JSON_LD.media_type})
    assert len(calls) == 9, "the address has room for another variant"


def test_large_answers_go_through_what_sends_them_and_small_ones_do_not() -> None:
    through: list[str] = []

    def sent(application: Application) -> Application:
        def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            through.append(environ["PATH_INFO"])
            return application(environ, start_response)

        return answer

    application, calls = counting({}, lambda path: b"x" * (WHOLE + 1 if path == "/large" else WHOLE))
    client = Client(Cached(application, lambda: "snapshot", 50 * ROOM, sent))
    for path in ("/large", "/small"):
        assert {len(client.get(path).data) for _ in range(3)} == {WHOLE + (path == "/large")}
    assert (calls, through) == (["/large", "/small"], ["/large"] * 3 + ["/small"])


def test_one_large_answer_too_many_is_refused_to_programs_and_people(live: Live) -> None:
    client = Client(create_app(BASE, lambda: live))
    for path in ("", "doc/plain", "sparql?query=ASK%7B%7D"):
        told = client.get(f"/kg/{path}", environ_overrides={REFUSED: True})
        assert (told.status_code, told.headers["Retry-After"], told.content_type) == (
            503,
            "10",
            "application/problem+json",
        )
        shown = client.get(f"/kg/{path}", headers={"Accept": FIREFOX}, environ_overrides={REFUSED: True})
        assert (shown.status_code, shown.mimetype) == (503, "text/html")
        assert "ask again in a moment" in shown.text


def test_a_sites_own_questions_are_at_hand_before_anybody_asks(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    questions = {"data/questions/1.rq": "# One?\nSELECT * { ?s ?p ?o }", "data/questions/2.rq": "# Two?\nASK {}"}
    write_site(folder, {**questions, "data/x.ttl": "<urn:a> <urn:b> <urn:c> ."})
    with opened(folder, tmp_path / "state") as live:
        application = publishing(BASE, lambda: live, 4)
        warm(application, live, lambda: True)
        asked = [quote(question["text"], safe="") for kind in ("questions", "general") for question in live.facts[kind]]
    assert len(asked) >= 6
    client = Client(application)
    for text, (language, accept) in itertools.product(asked, (("ja-JP", FIREFOX), ("en", FIREFOX), ("", "*/*"))):
        headers = {"Accept": accept, "Accept-Language": language, "Accept-Encoding": "gzip" if language else "identity"}
        answer = answer_to(client, f"sparql?query={text}", headers)
        assert (answer.status_code, answer.headers.get("Content-Language", language)[:2]) == (200, language[:2])
    assert answer_to(client, "sparql?query=ASK%7B%7D", {}).status_code == 503, "nobody can evaluate any more"


@pytest.mark.parametrize(("room", "most"), [(100_000_000, 1_000), (30_000, 1), (0, 0)])
def test_documents_are_asked_for_as_far_as_there_is_room(live: Live, room: int, most: int) -> None:
    application, calls = counting({}, lambda path: b"x" * 6_000)
    warm(application, live, lambda: True, room)
    every = {unquote(urlsplit(url).path).encode().decode("latin-1") for url, _ in documents(live)} - {"/kg/", "/kg/doc"}
    assert len(every) > 50
    assert len(every.intersection(calls)) == min(len(every), most)


def test_what_is_asked_for_beforehand_is_what_pages_link_to(live: Live) -> None:
    client = Client(publishing(BASE, lambda: live))
    for url, readers in documents(live):
        statuses = {answer_to(client, url.removeprefix(BASE), dict(reader)).status_code for reader in readers}
        assert statuses in ({200}, {303}, {410}), url


def test_what_cannot_be_answered_is_no_hindrance_to_the_rest(tmp_path: Path, live: Live) -> None:
    store = ProcessStore(tmp_path / "nobody", Limits())
    mute = Live(live.folder, live.manifest, store, live.limits, live.since)
    application = publishing(BASE, lambda: mute, 4)
    warm(application, mute, lambda: True)
    assert answer_to(Client(application), "", {"Accept": FIREFOX}).status_code == 200
