"""Documents in RDF, answered before Flask: the same answers as its views give."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from http_support import FIREFOX
from odd_site import NAMED, write_odd_site
from test_cache import BASE, answer_to, lasting_of, opened
from werkzeug.test import Client
from werkzeug.wrappers import Response

from publisher.app import create_app
from publisher.views.live import Live
from publisher.views.plain_documents import answering_plain_documents

TURTLE = {"Accept": "text/turtle"}
ABOUT = ["plain", "both", "old", "gone", "control", "xss", "n001", "only-an-object", "notes", "absent", "doc/plain"]
PATHS = [*(f"doc/{quote(path.removeprefix('id/'))}" for path in NAMED.values()), *(f"doc/{name}" for name in ABOUT)]
ACCEPTED = [
    TURTLE,
    {},
    {"Accept": FIREFOX},
    {"Accept": "application/ld+json, */*;q=0.1", "Accept-Encoding": "gzip"},
    {"Accept": "application/rdf+xml"},
    {"Accept": "image/png"},
    {"Accept": "text/n3;q=0.2, application/n-quads", "Accept-Language": "ja"},
]
LEFT = [
    ("doc/plain", {"Accept": FIREFOX}, "GET"),
    ("doc/plain", {"Accept": "image/png"}, "GET"),
    ("doc/plain", TURTLE, "HEAD"),
    ("doc/plain", TURTLE, "OPTIONS"),
    ("doc/plain", TURTLE | {"If-None-Match": '"x"'}, "GET"),
    ("doc/plain", TURTLE | {"Transfer-Encoding": "chunked"}, "GET"),
    ("doc/plain?lang=ja", TURTLE, "GET"),
    ("doc/plain.html", TURTLE, "GET"),
    ("doc/plain.none", TURTLE, "GET"),
    ("doc/plain/", TURTLE, "GET"),
    ("doc//plain", TURTLE, "GET"),
    ("doc/old", TURTLE, "GET"),
    ("doc/absent", TURTLE, "GET"),
    ("doc/control.rdf", {}, "GET"),
    ("doc/%FF", TURTLE, "GET"),
    ("id/plain", TURTLE, "GET"),
    ("dataset", TURTLE, "GET"),
]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("documents")
    with opened(write_odd_site(folder / "site"), folder / "state") as live:
        yield live


def behind(application: Callable[..., Iterable[bytes]], live: Live) -> Client:
    """Return a client of what answers for plain documents, with another application behind it."""
    return Client(answering_plain_documents(application, lambda: live))


@pytest.mark.parametrize("path", PATHS)
def test_a_document_is_answered_as_the_views_do(live: Live, path: str) -> None:
    client = Client(create_app(BASE, lambda: live))
    for suffix in ("", ".ttl", ".jsonld", ".rdf", ".html", ".nt"):
        for headers in ACCEPTED:
            plain = answer_to(client, path + suffix, headers)
            # A condition is none of what is plain.
            viewed = answer_to(client, path + suffix, {**headers, "If-None-Match": '"absent"'})
            assert (plain.status, lasting_of(plain), plain.data) == (viewed.status, lasting_of(viewed), viewed.data)


@pytest.mark.parametrize("path", ["doc/plain", "doc/plain.ttl", "doc/%E7%89%B9%E8%A8%B1", "doc/x.ttl", "doc/control"])
def test_a_document_in_rdf_never_reaches_the_views(live: Live, path: str) -> None:
    def unreachable(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        raise AssertionError(environ)

    assert behind(unreachable, live).get(f"/{path}", headers=TURTLE).status_code == 200


@pytest.mark.parametrize(("address", "headers", "method"), LEFT)
def test_what_is_no_plain_document_is_left_to_the_views(
    live: Live, address: str, headers: dict[str, str], method: str
) -> None:
    told = behind(Response("left"), live).open(f"/{address}", headers=headers, method=method)
    assert told.headers["Content-Length"] == "4"


def test_a_document_that_cannot_be_read_is_told_of_by_the_views(live: Live) -> None:
    def current() -> Live:
        raise FileNotFoundError("no snapshot")

    client = Client(answering_plain_documents(Response("left"), current))
    assert client.get("/doc/plain", headers=TURTLE).data == b"left"
