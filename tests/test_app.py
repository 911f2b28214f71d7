"""Tests of the WSGI layers around the views: base, log, errors that nothing can render."""

import json
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from http_support import FIREFOX
from werkzeug.test import Client
from werkzeug.wrappers import Response

from publisher.access import logged
from publisher.app import create_app
from publisher.documents import write_documents, write_facts
from publisher.mount import mounted
from publisher.settings import Limits
from publisher.snapshot import DOCUMENTS, SOURCE, Manifest
from publisher.store.processes.client import ProcessStore
from publisher.store.processes.messages import receive, send
from publisher.store.processes.shared import offer
from publisher.views.live import Live


def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer with what an application is told of the request."""
    names = ("HTTP_HOST", "wsgi.url_scheme", "SCRIPT_NAME", "PATH_INFO", "HTTP_X_FORWARDED_HOST")
    return Response(json.dumps({name: environ.get(name) for name in names}))(environ, start_response)


@pytest.mark.parametrize(
    ("base", "path", "inside"),
    [
        ("https://data.example/", "/id/x", "/id/x"),
        ("https://data.example/", "/", "/"),
        ("https://data.example/kg/", "/kg/", "/"),
        ("https://data.example/kg/", "/kg//x", "//x"),
        ("https://data.example/a/b%20c/", "/a/b%20c/x", "/x"),
        ("https://data.example/特許/", "/%E7%89%B9%E8%A8%B1/x", "/x"),
    ],
)
def test_an_application_sees_its_base_and_no_other(base: str, path: str, inside: str) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    seen = json.loads(Client(mounted(echo, base)).get(path, headers=headers).text)
    assert (seen["HTTP_HOST"], seen["wsgi.url_scheme"], seen["PATH_INFO"]) == ("data.example", "https", inside)
    assert seen["HTTP_X_FORWARDED_HOST"] is None


def test_the_base_without_its_slash_redirects_and_all_else_is_not_found() -> None:
    client = Client(mounted(echo, "https://data.example/特許/"))
    answer = client.get("/%E7%89%B9%E8%A8%B1?q=%E7%89%B9")
    assert (answer.status_code, answer.headers["Location"]) == (
        308,
        "https://data.example/%E7%89%B9%E8%A8%B1/?q=%E7%89%B9",
    )
    for path in ("/", "/x", "/%E7%89%B9%E8%A8%B1x"):
        outside = client.get(path)
        assert (outside.status_code, outside.headers["Content-Type"]) == (404, "application/problem+json")
        assert outside.get_json()["detail"] == "This site begins at https://data.example/特許/"


@pytest.mark.parametrize("fault", [OSError("No space left on device"), ValueError("I/O operation on closed file")])
def test_a_log_that_cannot_be_written_stops_no_answer(fault: Exception) -> None:
    def write(line: str) -> None:
        raise fault

    assert Client(logged(echo, write)).get("/x").status_code == 200


def test_each_line_of_the_log_tells_of_one_request() -> None:
    lines: list[str] = []
    client = Client(logged(mounted(echo, "http://127.0.0.1/kg/"), lines.append))
    ids = [client.get(path).headers["X-Request-Id"] for path in ("/kg/a%0Ab?c=%0Ad", "/kg", "/outside", "/kg/特")]
    assert [line.split(" ")[1] for line in lines] == ids
    targets = [line.split(" ")[4:6] for line in lines]
    assert targets == [["/kg/a%0Ab?c=%0Ad", "200"], ["/kg", "308"], ["/outside", "404"], ["/kg/%E7%89%B9", "200"]]
    assert all(line.endswith("ms\n") for line in lines)


def test_when_no_page_can_be_written_the_error_is_told_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The snapshot's folder is gone: neither the answer nor a page that tells of it can be made."""
    site = {"title": {"": "Gone"}, "authored_base": "https://example.org/", "languages": ["en"], "gated": []}
    manifest = Manifest("0" * 64, "http://127.0.0.1/", "1", "2026-01-01", "", {}, False, site, {})
    live = Live(tmp_path / "gone", manifest, ProcessStore(tmp_path / "gone", Limits()), Limits(), 0)
    client = Client(create_app("http://127.0.0.1/", lambda: live))
    for path in ("/id/x", "/dataset", "/dumps/x", "/sparql?query=ASK{}"):
        answer = client.get(path, headers={"Accept": FIREFOX})
        assert answer.status_code in (500, 503), path
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Traceback" not in answer.text
        assert answer.headers["X-Request-Id"] in capsys.readouterr().err


def test_when_nothing_is_live_the_error_is_told_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    def nothing() -> Live:
        raise FileNotFoundError("no pointer")

    answer = Client(create_app("http://127.0.0.1/", nothing)).get("/x", headers={"Accept": FIREFOX})
    assert (answer.status_code, answer.get_json()["status"]) == (500, 500)
    assert "no pointer" in capsys.readouterr().err
    assert "no pointer" not in answer.text


def client_of(folder: Path) -> Client:
    """Return a client of an application whose snapshot and queries are in a folder."""
    site = {"title": {"": "Test"}, "authored_base": "https://example.org/", "languages": ["en"], "gated": []}
    manifest = Manifest("0" * 64, "http://127.0.0.1/", "1", "2026-01-01", "", {}, False, site, {})
    live = Live(folder, manifest, ProcessStore(folder / "queries", Limits()), Limits(), 0)
    return Client(create_app("http://127.0.0.1/", lambda: live))


@contextmanager
def answering(path: Path, *messages: dict[str, Any] | None) -> Iterator[None]:
    """Take one query at a socket and answer it with messages, None for none; without any, take no query."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        listening.settimeout(10)

        def take() -> None:
            connection, _ = listening.accept()
            with connection:
                if messages:
                    offer(connection, path.parent).close()
                for message in messages:
                    receive(connection)
                    if message is not None:
                        send(connection, message)

        thread = threading.Thread(target=take)
        thread.start()
        yield
        thread.join(10)


def test_a_query_that_the_machine_refuses_is_503_and_logged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = {"error": "SurroundingsError", "message": "/secret/store cannot be read", "line": None, "column": None}
    with answering(tmp_path / "queries", told):
        answer = client_of(tmp_path).get("/sparql?query=ASK{}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "secret" not in answer.text
    assert "/secret/store" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("QueryOutOfMemory", "memory"),
        ("ResultTooLarge", "size"),
        ("StoreBusy", "busy"),
        ("SurroundingsError", "unavailable"),
    ],
)
def test_why_a_query_was_not_answered_is_told_to_programs_and_to_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], error: str, reason: str
) -> None:
    told = {"error": error, "message": "so it is", "line": None, "column": None, "retry_after": 7}
    with answering(tmp_path / "queries", told):
        answer = client_of(tmp_path).get("/sparql?query=ASK{}")
    assert (answer.status_code, answer.get_json()["reason"]) == (503, reason)
    logged = reason if reason == "unavailable" else f"{reason}: so it is"
    assert capsys.readouterr().err.splitlines()[-1].endswith(f'ms reason="{logged}"')


def test_that_a_query_process_died_is_told_in_the_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with answering(tmp_path / "queries", None):
        answer = client_of(tmp_path).get("/sparql?query=ASK{}")
    assert (answer.status_code, answer.get_json()["reason"]) == (503, "memory")
    assert "its process died" in capsys.readouterr().err.splitlines()[-1].partition('reason="memory: ')[2]


def test_a_site_whose_queries_wait_is_ready_and_one_without_query_processes_is_not(tmp_path: Path) -> None:
    assert client_of(tmp_path).get("/readyz").status_code == 503
    with answering(tmp_path / "queries"):
        assert client_of(tmp_path).get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("content", "kind"), [("特許".encode(), "text/plain; charset=utf-8"), (b"caf\xe9", "application/octet-stream")]
)
def test_a_source_document_is_sent_as_it_is_whatever_its_encoding(tmp_path: Path, content: bytes, kind: str) -> None:
    (tmp_path / SOURCE).write_bytes(content)
    write_documents(tmp_path / DOCUMENTS, [], "http://127.0.0.1/", 10, ["en"])
    write_facts(tmp_path / DOCUMENTS, {"classes": [], "graphs": [], "properties": []})
    client = client_of(tmp_path)
    plain = client.get("/source")
    assert (plain.status_code, plain.data, plain.headers["Content-Type"]) == (200, content, kind)
    page = client.get("/source", headers={"Accept": FIREFOX})
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
