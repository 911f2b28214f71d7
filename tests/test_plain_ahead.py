"""Plain queries that are asked before the application is: each evaluated once, kept, limited and answered as others."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from loops import answer_in, looping, narrow
from odd_site import write_odd_site
from test_cache import BASE, opened
from test_plain_queries import LARGE, SELECT, address

from publisher.app import create_app
from publisher.cache import KEPT
from publisher.formats import RESULTS_JSON, Format
from publisher.serve.sending import sent_by_few
from publisher.store import Asking, Query, Result, Store
from publisher.views.live import Live
from publisher.views.plain_queries import SHORT, asking_ahead


@dataclass
class Told:
    """A store that tells how it was asked."""

    store: Store
    asked: list[str] = field(default_factory=list)

    def respond(self, query: Query, format: Format) -> Result:
        self.asked.append("respond")
        return self.store.respond(query, format)

    def begin(self, query: Query, format: Format) -> Asking | None:
        asking = self.store.begin(query, format)
        self.asked += ["begin"] * (asking is not None)
        return asking

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("ahead")
    with opened(write_odd_site(folder / "site"), folder / "state") as live:
        yield live


@pytest.fixture
def live(snapshot: Live) -> Live:
    with snapshot.store.respond(Query("ASK {}", BASE), RESULTS_JSON) as result:  # a connection is open now
        result.read()
    return replace(snapshot, store=Told(snapshot.store))


def get(query: str, more: str = "") -> bytes:
    return f"GET /kg/{address(query, more)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


def test_what_was_asked_ahead_is_evaluated_once_and_kept(live: Live) -> None:
    app, ahead = create_app(BASE, lambda: live), asking_ahead(BASE, lambda: live)
    with looping(app, 4_000_000, prepare=ahead) as loop, loop.connect() as client:
        answers = []
        for _ in range(3):
            client.sendall(get(SELECT, "&format=json"))
            answers.append(answer_in(client))
    assert {body for _, body in answers} == {answers[0][1]}
    assert all(head.startswith(b"HTTP/1.1 200 ") for head, _ in answers)
    assert live.store.asked == ["begin"]


def test_what_the_views_tell_of_a_query_asked_ahead_is_evaluated_once(live: Live) -> None:
    app, ahead = create_app(BASE, lambda: live), asking_ahead(BASE, lambda: live)
    with looping(app, prepare=ahead) as loop, loop.connect() as client:
        client.sendall(get("ASK { ?s ?p"))
        head, body = answer_in(client)
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b'"line": 1' in body
    assert live.store.asked == ["begin"]


def test_a_large_result_asked_ahead_needs_a_place_to_be_sent(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publisher.serve.sending.RESULTS", 1)  # fewer, so that one slow client takes them all
    few = sent_by_few(create_app(BASE, lambda: live))
    with looping(few, prepare=asking_ahead(BASE, lambda: live)) as loop, narrow(loop) as slow, loop.connect() as other:
        slow.sendall(get(LARGE + "}"))
        slow.recv(1000)
        other.sendall(get(LARGE + "}"))
        assert answer_in(other)[0].startswith(b"HTTP/1.1 503 ")
    assert live.store.asked == ["begin", "begin"]


@pytest.mark.parametrize(
    ("environ", "is_asked"),
    [
        ({}, True),
        ({"REQUEST_METHOD": "HEAD"}, False),
        ({"PATH_INFO": "/kg/doc/x"}, False),
        ({"HTTP_IF_NONE_MATCH": '"x"'}, False),
        ({"QUERY_STRING": "query=ASK%20%7B%7D" + "%20" * SHORT}, False),
        ({KEPT: (None, "an answer")}, False),
        ({KEPT: (None, None)}, True),
    ],
)
def test_what_is_asked_ahead(live: Live, environ: dict[str, Any], is_asked: bool) -> None:
    plain = {"REQUEST_METHOD": "GET", "PATH_INFO": "/kg/sparql", "QUERY_STRING": "query=ASK%20%7B%7D"}
    expected = asking_ahead(BASE, lambda: live)({**plain, **environ})
    assert (expected is not None) is is_asked
    assert live.store.asked == ["begin"] * is_asked
    if expected:
        expected.close()
