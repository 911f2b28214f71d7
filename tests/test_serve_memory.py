"""Serving from memory: small stores at once, larger ones as soon as they are loaded, too large ones never."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support import eventually, free_port, publisher
from test_serve import Hammer, Running, running, site_in

from publisher.serve.answering import AT_ONCE
from publisher.serve.pointer import NAME

MANY = "SELECT ?s ?o { ?s ?p ?o FILTER(isNumeric(?o)) }"
LOADED = "queries are answered from memory now"


def is_in_memory(server: Running) -> bool:
    [pointer] = server.runtime.glob(f"*/{NAME}")
    return bool(json.loads(pointer.read_text())["in_memory"])


def answer(server: Running, query: str = MANY) -> tuple[str, list[str]]:
    """Return the validator and the lines of a result."""
    got = server.session.get(server.base + "sparql", params={"query": query, "format": "csv"}, timeout=30)
    assert got.status_code == 200, got.text
    return got.headers["ETag"], got.text.splitlines()


@contextmanager
def loading(folder: Path, **environment: str) -> Iterator[tuple[Running, Path, bytes]]:
    """Serve a store that counts as large; its load waits for what is written to the path that is given: the bytes."""
    site, port = site_in(folder / "site", triples=300), free_port()
    done = publisher("build", "--site", site, "--base-iri", f"http://127.0.0.1:{port}/")
    assert done.returncode == 0, done.stderr
    snapshot = (site / ".publisher/current").resolve()
    manifest = json.loads((snapshot / "manifest.json").read_text())
    manifest["counts"]["quads"] = AT_ONCE
    (snapshot / "manifest.json").write_text(json.dumps(manifest))
    dump = snapshot / "dumps/t.nq"
    content = dump.read_bytes()
    dump.unlink()
    os.mkfifo(dump)
    with running(site, port=port, **environment) as server:
        assert server.get("readyz").status_code == 200, "nobody waits for the load"
        eventually(lambda: len(query_servers(server)) == 2)
        assert not is_in_memory(server)
        yield server, dump, content


def query_servers(server: Running) -> list[int]:
    found = server.processes("forkserver")
    return sorted(pid for pid in server.children_of(server.process.pid) if pid in found)


def test_a_small_store_is_in_memory_from_the_first_answer(tmp_path: Path) -> None:
    with running(site_in(tmp_path / "site", triples=100)) as server:
        assert is_in_memory(server)
        assert len(query_servers(server)) == 1
        assert len(answer(server)[1]) == 1 + 100
        assert "memory" not in server.log()
        os.kill(server.query_server(), signal.SIGKILL)
        eventually(lambda: "the query server died" in server.log())
        eventually(lambda: server.get("readyz").status_code == 200)
        assert is_in_memory(server)


def test_a_store_is_loaded_behind_the_one_on_disk_and_takes_over_without_a_failed_request(tmp_path: Path) -> None:
    with loading(tmp_path) as (server, dump, content):
        loader = query_servers(server)[-1]
        assert os.getpriority(os.PRIO_PROCESS, loader) > os.getpriority(os.PRIO_PROCESS, server.process.pid)
        before, document = answer(server), server.get("doc/a.html")
        queries = tuple(f"sparql?query=SELECT%20*%20{{?s%20?p%20?o{n}}}LIMIT%20{n}" for n in range(3))
        with Hammer(server, ("doc/a.nt", "doc/n7.html", *queries)) as hammer:
            dump.write_bytes(content)
            eventually(lambda: is_in_memory(server))
            time.sleep(0.3)
        assert hammer.failures == []
        assert server.log().count(LOADED) == 1
        assert answer(server) == before, "what is kept belongs to the snapshot"
        assert server.get("doc/a.html").headers["ETag"] == document.headers["ETag"]


def test_a_validator_tells_from_memory_what_was_read_from_disk(tmp_path: Path) -> None:
    with loading(tmp_path, PUBLISHER_SERVE_CACHE_MB="0") as (server, dump, content):
        before = answer(server)
        dump.write_bytes(content)
        eventually(lambda: is_in_memory(server))
        after = answer(server)
        assert sorted(after[1]) == sorted(before[1])
        assert after[0] != before[0], "the same bytes are not promised: their order is the store's"


def test_a_load_that_is_killed_leaves_the_disk_in_service_and_is_told_once(tmp_path: Path) -> None:
    with loading(tmp_path) as (server, _, _):
        os.kill(query_servers(server)[-1], signal.SIGKILL)
        eventually(lambda: "queries go on being answered from disk" in server.log())
        eventually(lambda: len(query_servers(server)) == 1)
        assert len(answer(server)[1]) == 1 + 300
        time.sleep(0.7)  # longer than between two looks
        assert server.log().count("queries go on being answered from disk") == 1
        assert "Traceback" not in server.log()


def test_the_end_does_not_wait_for_a_load_and_leaves_nothing(tmp_path: Path) -> None:
    with loading(tmp_path) as (server, _, _):
        mine = server.processes()
        server.process.terminate()
        server.process.wait(20)  # the load would wait for ever
        eventually(lambda: not set(mine) & set(server.processes()))
        assert list(server.runtime.iterdir()) == []


def test_another_snapshot_ends_the_load_of_the_one_before(tmp_path: Path) -> None:
    with loading(tmp_path) as (server, _, _):
        loader = query_servers(server)[-1]
        server.build("second")
        eventually(lambda: server.label() == "second")
        eventually(lambda: loader not in query_servers(server))
        assert is_in_memory(server), "this one is small"
        assert "answered from disk" not in server.log()


@pytest.mark.parametrize(("room", "told"), [("1", True), ("0", False)])
def test_a_store_without_room_stays_on_disk(tmp_path: Path, room: str, told: bool) -> None:
    with running(site_in(tmp_path / "site", triples=2000), PUBLISHER_SERVE_MEMORY_MB=room) as server:
        assert not is_in_memory(server)
        assert len(query_servers(server)) == 1
        line = "answered from the store on disk: in memory it would take up to 5 MB, and [serve] memory_mb is 1"
        assert (line in server.log()) == told


def test_without_its_dumps_a_store_stays_on_disk(tmp_path: Path) -> None:
    site, port = site_in(tmp_path / "site", triples=10), free_port()
    assert publisher("build", "--site", site, "--base-iri", f"http://127.0.0.1:{port}/").returncode == 0
    (site / ".publisher/current/dumps/t.nq").unlink()
    with running(site, port=port) as server:
        assert not is_in_memory(server)
        assert len(answer(server)[1]) == 1 + 10
