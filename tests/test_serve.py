"""Serving: a site that follows its snapshots, drains at the end, and comes back whatever is killed."""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import requests
from support import (
    ROOT,
    clean_environment,
    eventually,
    free_port,
    lay_out_as_another_version,
    publisher,
    write_site,
)

from publisher.errors import OtherLayout
from publisher.serve.address import Address
from publisher.serve.pointer import NAME, Pointer, point
from publisher.serve.signals import Ended, signals
from publisher.serve.supervisor import BETWEEN, Task, _wait_until_up
from publisher.serve.watched import Watched
from publisher.settings import Limits, load_settings
from publisher.snapshot import State, damaged_files
from publisher.store.runtime import runtime_folder

LABEL = '<https://example.org/t/id/a> <http://www.w3.org/2004/02/skos/core#prefLabel> "{}"@en .\n'
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
RUNAWAY = SLOW.replace("?i }", "?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }")


def site_in(folder: Path, label: str = "first", triples: int = 0) -> Path:
    many = "".join(f"<https://example.org/t/id/n{n}> <https://example.org/t/p> {n} .\n" for n in range(triples))
    return write_site(folder, {"data/a.ttl": LABEL.format(label), "data/many.ttl": many})


@dataclass
class Running:
    """A `publisher serve` of a test's own, with what it wrote so far."""

    process: "subprocess.Popen[str]"
    site: Path
    base: str
    runtime: Path
    errors: Path
    ready: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str = "doc/a.nt", **options: object) -> requests.Response:
        return self.session.get(self.base + path, timeout=30, **options)  # type: ignore[arg-type]

    def label(self) -> str:
        """Return the label that the document tells now."""
        return re.search(r'prefLabel> "([^"]*)"', self.get().text)[1]  # type: ignore[index]

    def log(self) -> str:
        return self.errors.read_text()

    def build(self, label: str, **environment: str) -> None:
        site_in(self.site, label)
        done = publisher("build", "--site", self.site, "--base-iri", self.base, **environment)
        assert done.returncode == 0, done.stderr

    def processes(self, part: str = "") -> dict[int, str]:
        """Return the processes that belong to this server, by the folder they share or by their parents."""
        found = {}
        for pid, parent, line in _process_table():
            if str(self.runtime) in line or parent in found or pid == self.process.pid or parent == self.process.pid:
                found[pid] = line
        return {pid: line for pid, line in found.items() if part in line}

    def children_of(self, pid: int) -> list[int]:
        return [child for child, parent, _ in _process_table() if parent == pid]

    def http_parent(self) -> int:
        return next(pid for pid in self.children_of(self.process.pid) if "serve.http" in self.processes()[pid])

    def query_server(self) -> int:
        # The newest: those that answered from snapshots before are kept for a while. Numbers begin anew at some time.
        running = [pid for pid in self.children_of(self.process.pid) if "forkserver" in self.processes()[pid]]
        return max(running, key=_begun)


def _begun(pid: int) -> int:
    """Return when a process began, in the kernel's ticks (proc_pid_stat(5), field 22)."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])


def _process_table() -> list[tuple[int, int, str]]:
    rows = []
    for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if line:  # a process that has ended has none
            rows.append((int(folder.name), parent, line))
    return rows


@contextmanager
def running(site: Path, *options: str, port: int | None = None, **environment: str) -> Iterator[Running]:
    """Serve a site from its own state; at the end it is stopped with SIGTERM and must have exited with 0."""
    port = port or free_port()
    # Short, as the names of sockets must be.
    runtime = Path(environment.setdefault("TMPDIR", tempfile.mkdtemp(prefix="p-")))
    command = [sys.executable, "-m", "publisher", "serve", "--site", str(site), "--port", str(port), *options]
    errors = site.with_name(f"{site.name}-{port}-{time.monotonic_ns()}.log")
    with errors.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**clean_environment(), "PUBLISHER_SERVE_WORKERS": "1", **environment},
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
        )
    server = Running(process, site, f"http://127.0.0.1:{port}/", runtime, errors)
    try:
        server.ready = process.stdout.readline()  # type: ignore[union-attr]
        yield server
    finally:
        server.session.close()
        if process.poll() is None:
            process.terminate()
        status = process.wait(60)
        process.stdout.close()  # type: ignore[union-attr]
        shutil.rmtree(runtime, ignore_errors=True)
    assert status == 0, errors.read_text()


class Hammer:
    """Clients that ask again and again; every answer that is not 200 is a failure."""

    def __init__(
        self, server: Running, paths: tuple[str, ...] = ("doc/a.nt", "doc/a.html", "sparql?query=ASK{}")
    ) -> None:
        self.failures: list[str] = []
        self.answers = 0
        self._end = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(server.base + path,)) for path in paths]

    def _ask(self, url: str) -> None:
        with requests.Session() as session:
            while not self._end.is_set():
                try:
                    status = session.get(url, timeout=20).status_code
                    self.answers += 1
                    if status != 200:
                        self.failures.append(f"{status} {url}")
                except requests.RequestException as error:
                    self.failures.append(str(error))
                # A client of Python takes more of the processor than the server: leave some for the builds.
                time.sleep(0.01)

    def __enter__(self) -> "Hammer":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join(30)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server of two workers that tests do their worst to; each leaves it serving."""
    with running(site_in(tmp_path_factory.mktemp("shared") / "site"), PUBLISHER_SERVE_WORKERS="2") as server:
        yield server


def test_the_site_is_built_served_and_said_to_be_so_in_one_line(server):
    current = State(server.site / ".publisher").current()
    assert server.ready == f"publisher: serving t ({current.id[:12]}) at {server.base} - stop it with Ctrl-C\n"
    assert server.label() == "first"
    assert server.get("readyz").status_code == 200
    assert server.base in server.get("doc/a.ttl").text, "without any other base, the address is it"
    assert "WARNING" not in server.log()


def test_requests_are_logged_a_line_each(server):
    answer = server.get("doc/a.nt?x=1%0Afaked")
    eventually(lambda: answer.headers["X-Request-Id"] in server.log())
    line = next(line for line in server.log().splitlines() if answer.headers["X-Request-Id"] in line)
    assert re.fullmatch(r"\S+Z \S+ 127\.0\.0\.1 GET /doc/a\.nt\?x=1%0Afaked 200 \d+ [\d.]+ms", line)


def test_a_port_is_kept_for_the_first(server):
    port = server.base.rpartition(":")[2].strip("/")
    done = publisher("serve", "--site", server.site, "--port", port, seconds=20)
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1 port {port}: Address already in use" in done.stderr
    assert server.label() == "first"


def test_a_build_in_another_process_switches_without_a_failed_request(server):
    state = State(server.site / ".publisher")
    moments = []
    with Hammer(server) as hammer:
        for label in ("second", "third"):
            # keep=1: what is no longer current must still be there for those that answer from it.
            server.build(label, PUBLISHER_SNAPSHOTS_KEEP="1")
            eventually(lambda label=label: server.label() == label)
            moments.append(parsedate_to_datetime(server.get().headers["Last-Modified"]))
        assert publisher("rollback", "--site", server.site).returncode == 0
        eventually(lambda: server.label() == "second")
        moments.append(parsedate_to_datetime(server.get().headers["Last-Modified"]))
        time.sleep(0.3)
    assert hammer.failures == []
    assert hammer.answers > 50
    assert server.log().count("switching to snapshot") == 3
    assert "Traceback" not in server.log()
    assert moments == sorted(moments), "a snapshot from before is current since now"
    assert damaged_files(state.folder(state.current().id)) == [], "answering changes nothing"


def test_a_hangup_switches_at_once_and_never_ends_the_server(server):
    server.build("hung up")
    server.process.send_signal(signal.SIGHUP)
    eventually(lambda: server.label() == "hung up", 5)
    with Hammer(server, ("doc/a.nt",)) as hammer:
        for _ in range(5):
            server.process.send_signal(signal.SIGHUP)
            time.sleep(0.1)
    assert hammer.failures == []
    assert "SIGHUP: looking for another snapshot" in server.log()


def test_a_snapshot_of_another_base_is_ignored_and_told(server):
    site_in(server.site, "elsewhere")
    assert publisher("build", "--site", server.site, "--base-iri", "https://data.example/").returncode == 0
    eventually(lambda: "ignoring snapshot" in server.log())
    assert "it is of https://data.example/" in server.log()
    assert server.label() == "hung up"
    server.build("here")
    eventually(lambda: server.label() == "here")
    assert server.log().count("ignoring") == 1


def test_a_snapshot_of_another_layout_is_ignored_and_told(server):
    state = server.site / ".publisher"
    label, link = server.label(), state / "current"
    target = os.readlink(link)
    other = "f" * 64
    shutil.copytree(link, state / "snapshots" / other)
    lay_out_as_another_version(state, other)
    for name in (f"snapshots/{other}", target):
        (state / "aside").symlink_to(name)
        (state / "aside").rename(link)
        eventually(lambda: f"ignoring snapshot {other[:12]}: it was made by another version" in server.log())
        assert (server.label(), server.session.get(server.base + "readyz").status_code) == (label, 200)
    shutil.rmtree(state / "snapshots" / other)


def test_killed_workers_come_back(server):
    before = server.children_of(server.http_parent())
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    eventually(lambda: server.get().status_code == 200)
    eventually(lambda: len(set(server.children_of(server.http_parent())) - set(before)) == 2)
    assert server.log().count("a worker died: starting another") == 2
    assert server.get("readyz").status_code == 200


def test_a_killed_query_server_comes_back(server):
    for number in range(1, 3):
        os.kill(server.query_server(), signal.SIGKILL)
        assert server.get().status_code == 200, "documents need none"
        eventually(lambda number=number: server.log().count("the query server died: starting another") == number)
        eventually(lambda: server.get("readyz").status_code == 200)


def test_a_killed_http_server_comes_back_again_and_again(server):
    for number in range(1, 4):
        parent = server.http_parent()
        workers = server.children_of(parent)
        os.kill(parent, signal.SIGKILL)
        eventually(lambda number=number: server.log().count("the HTTP server died") == number)
        eventually(lambda: server.get("readyz").status_code == 200)
        eventually(lambda workers=workers: not set(workers) & set(server.processes()))
    server.build("after all")
    eventually(lambda: server.label() == "after all")


def test_only_what_has_changed_is_built(tmp_path):
    site, port = site_in(tmp_path / "site"), free_port()
    with running(site, port=port) as first:
        assert "checking" in first.log()
    with running(site, port=port, PUBLISHER_SERVE_CACHE_MB="8") as again:
        assert "checking" not in again.log()
        assert again.label() == "first"
    site_in(site, "second")
    with running(site, port=port, PUBLISHER_SITE_TITLE="Other") as changed:
        assert "checking" in changed.log()
        assert changed.label() == "second"
        assert "<title>Other" in changed.get("", headers={"Accept": "text/html"}).text


def built_for(site: Path, port: int, **environment: str) -> None:
    """Build the site as a server on the port will want it."""
    done = publisher("build", "--site", site, "--base-iri", f"http://127.0.0.1:{port}/", **environment)
    assert done.returncode == 0, done.stderr


def test_a_rolled_back_site_stays_so_when_it_is_served_again(tmp_path):
    site, port = site_in(tmp_path / "site"), free_port()
    built_for(site, port)
    built_for(site_in(site, "second"), port)
    assert publisher("rollback", "--site", site).returncode == 0
    with running(site, port=port) as server:
        assert server.label() == "first"
        assert "checking" not in server.log()


def test_without_a_good_link_the_newest_snapshot_is_served(tmp_path):
    site, port = site_in(tmp_path / "site"), free_port()
    built_for(site, port)
    link = site / ".publisher" / "current"
    link.unlink()
    link.symlink_to("snapshots/none")
    with running(site, port=port) as server:
        assert server.label() == "first"
        assert "checking" not in server.log()


def test_a_worker_of_another_version_reads_no_snapshot_that_it_would_not_understand(tmp_path):
    site, state = site_in(tmp_path / "site"), tmp_path / "site" / ".publisher"
    built_for(site, 8000)
    point(tmp_path, Pointer(str((state / "current").resolve()), str(tmp_path / "nobody"), 0))
    watched = Watched(tmp_path / NAME, Limits())
    assert watched().site.title == {"": "Test"}
    lay_out_as_another_version(state, State(state).current().id)
    with pytest.raises(OtherLayout):
        Watched(tmp_path / NAME, Limits())()


def test_a_current_snapshot_of_another_layout_gives_way_to_the_newest(tmp_path):
    site, port = site_in(tmp_path / "site"), free_port()
    built_for(site, port)
    built_for(site_in(site, "second"), port)
    assert publisher("rollback", "--site", site).returncode == 0
    lay_out_as_another_version(site / ".publisher", State(site / ".publisher").current().id)
    with running(site, port=port) as server:
        assert server.label() == "second"
        assert "checking" not in server.log()


def test_the_base_of_the_file_beats_the_address(tmp_path):
    site = site_in(tmp_path / "site")
    with (site / "publisher.toml").open("a") as file:
        file.write('base_iri = "https://data.example/kg/"\n')
    with running(site) as server:
        assert f"at https://data.example/kg/, listening on {server.base} - " in server.ready
        assert "https://data.example/kg/id/a" in server.get("kg/doc/a.nt").text


def test_the_base_of_the_option_beats_the_file_and_lets_others_in(tmp_path):
    site = site_in(tmp_path / "site")
    with (site / "publisher.toml").open("a") as file:
        file.write('base_iri = "http://127.0.0.1/"\n')
    with running(site, "--host", "0.0.0.0", "--base-iri", "https://option.example/") as server:
        assert "https://option.example/id/a" in server.get("doc/a.nt").text


def test_a_host_may_be_of_version_6(tmp_path):
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    with running(site_in(tmp_path / "site"), "--host", "::1") as server:
        server.base = server.base.replace("127.0.0.1", "[::1]")
        assert f" at {server.base} - " in server.ready
        assert f"<{server.base}id/a>" in server.get("doc/a.nt").text


def test_a_host_may_be_a_name_and_a_base_have_letters_of_any_script(tmp_path):
    with running(
        site_in(tmp_path / "site"), "--host", "localhost", "--base-iri", "https://data.example/特許/"
    ) as server:
        assert "at https://data.example/特許/, listening on http://localhost:" in server.ready
        server.base = server.base.replace("127.0.0.1", "localhost")
        assert server.get("%E7%89%B9%E8%A8%B1/doc/a.nt").status_code == 200


def test_broken_sources_leave_the_last_snapshot_served_and_told(tmp_path):
    site, port = site_in(tmp_path / "site"), free_port()
    built_for(site, port)
    # Another base has become current since: the snapshot of ours is still the one to serve.
    assert publisher("build", "--site", site, "--base-iri", "https://data.example/").returncode == 0
    (site / "data" / "broken.ttl").write_text("<x:a> <x:b>\n")
    with running(site, port=port) as server:
        assert server.label() == "first"
        assert "data/broken.ttl:2: violation" in server.log()
        assert "the snapshot from before is served" in server.log()


def test_broken_sources_without_a_snapshot_end_with_1(tmp_path):
    site = site_in(tmp_path / "site")
    (site / "data" / "broken.ttl").write_text("<x:a> <x:b>\n")
    done = publisher("serve", "--site", site, "--port", str(free_port()))
    assert (done.returncode, done.stdout) == (1, "")
    assert "data/broken.ttl:2: violation" in done.stderr
    assert done.stderr.splitlines()[-1] == "publisher: error: nothing to serve: the build above failed"


def test_broken_sources_and_a_snapshot_of_another_layout_end_with_1(tmp_path):
    site, port = site_in(tmp_path / "site"), free_port()
    built_for(site, port)
    lay_out_as_another_version(site / ".publisher", State(site / ".publisher").current().id)
    (site / "data" / "broken.ttl").write_text("<x:a> <x:b>\n")
    done = publisher("serve", "--site", site, "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == "publisher: error: nothing to serve: the build above failed"


def test_no_process_that_serves_loads_what_only_checks_need(tmp_path):
    site, port = site_in(tmp_path / "site"), free_port()
    built_for(site, port)
    with running(site, port=port, PYTHONPROFILEIMPORTTIME="1") as server:
        paths = ("", "doc/a", "doc/a.html", "doc/a.jsonld", "dataset.rdf", "shapes", "report.html", "search?q=first")
        for path in (*paths, "sparql?query=DESCRIBE<x:a>", "dumps/t.ttl"):
            assert server.get(path).status_code == 200, path
        server.process.terminate()
        assert server.process.stdout.read() == "", "standard output has the ready line and nothing else"
    loaded = set(re.findall(r"\|\s+([\w.]+)$", server.log(), re.MULTILINE))
    assert {"flask", "httptools", "uvloop", "pyoxigraph"} <= loaded
    assert {"publisher.serve.watched", "publisher.store.evaluation"} <= loaded
    assert not {"rdflib", "pyshacl", "publisher.checks", "publisher.build"} & loaded


def test_folders_of_killed_servers_are_cleared_by_the_next(tmp_path, monkeypatch):
    # Only where temporary folders lie: the system's own folder holds those of servers that run now.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    new, old = tmp_path / "publisher-run-new", tmp_path / "publisher-run-old"
    for folder in (new, old):
        (folder / "sockets").mkdir(parents=True)
    os.utime(old, (0, 0))
    with runtime_folder() as mine:
        assert (old.exists(), new.exists()) == (False, True), "the new one may be about to be marked"
        os.utime(mine, (0, 0))
        with runtime_folder():
            assert mine.exists(), "old, but in use"
    assert list(tmp_path.iterdir()) == [new]


@pytest.mark.parametrize("base", [(), ("--base-iri", "http://127.0.0.1:8000/"), ("--base-iri", "http://localhost/")])
@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_others_are_not_let_in_under_a_base_that_they_cannot_reach(tmp_path, base, host):
    site = site_in(tmp_path / "site")
    done = publisher("serve", "--site", site, "--host", host, "--port", str(free_port()), *base, seconds=20)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "set base_iri in publisher.toml, or give --base-iri" in done.stderr
    assert not (site / ".publisher").exists()


@pytest.mark.parametrize(
    ("number", "to_all"),
    [(signal.SIGTERM, False), (signal.SIGINT, False), (signal.SIGTERM, True)],
    ids=["SIGTERM", "SIGINT", "SIGTERM to all processes"],
)
def test_a_running_request_is_answered_before_the_end(tmp_path, number, to_all):
    with running(site_in(tmp_path / "site", triples=170)) as server:
        answers: list[requests.Response] = []
        asking = threading.Thread(target=lambda: answers.append(server.get(f"sparql?query={SLOW}&format=csv")))
        asking.start()
        time.sleep(0.3)
        assert asking.is_alive(), "the query must be slow, or nothing is shown"
        for pid in server.processes() if to_all else [server.process.pid]:
            os.kill(pid, number)
        asking.join(30)
        assert (answers[0].status_code, answers[0].text) == (200, f"n\r\n{171**3}\r\n")
        assert server.process.wait(10) == 0
        assert server.processes() == {}
        assert os.listdir(server.runtime) == []


@contextmanager
def waiting_serve(site: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """Give a `serve` that waits for the lock of the site's state, which is held as long as the block."""
    lock = site / ".publisher" / "lock"
    lock.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "publisher", "serve", "--site", str(site), "--port", str(port)]
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with subprocess.Popen(
            command, cwd=ROOT, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                assert "waiting for it to end" in process.stderr.readline()
                yield process
            finally:
                process.kill()


def test_a_signal_during_the_build_ends_the_build_too(tmp_path):
    with waiting_serve(site_in(tmp_path / "site"), free_port()) as process:
        child = next(pid for pid, parent, _ in _process_table() if parent == process.pid)
        process.terminate()
        assert process.wait(10) == 0
    eventually(lambda: child not in [pid for pid, _, _ in _process_table()])


def test_a_signal_ends_the_wait_for_query_processes_that_are_deaf(tmp_path):
    site, port = site_in(tmp_path / "site"), free_port()
    built_for(site, port)
    command = [sys.executable, "-m", "publisher", "serve", "--site", str(site), "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=clean_environment(), stderr=subprocess.PIPE, text=True) as process:
        query_servers: list[int] = []

        def has_begun() -> bool:
            table = _process_table()
            query_servers[:] = [pid for pid, parent, line in table if parent == process.pid and "forkserver" in line]
            return bool(query_servers)

        eventually(has_begun)
        os.kill(query_servers[0], signal.SIGSTOP)
        process.terminate()
        assert process.wait(10) == 0
        assert process.stderr.read() == "publisher: SIGTERM: no more requests are taken, those that run are finished\n"
    eventually(lambda: query_servers[0] not in [pid for pid, _, _ in _process_table()])


def test_the_wait_for_the_server_sleeps_between_attempts_and_ends_with_a_signal(tmp_path):
    asked = []

    class Unready(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(503)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Unready) as server, signals() as received:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = Address("127.0.0.1", server.server_port)
        task = Task(load_settings(site_in(tmp_path), {}, None), address.base, address, address, 1)
        with subprocess.Popen(["sleep", "60"]) as process:
            began = time.monotonic()
            threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
            with pytest.raises(Ended):
                _wait_until_up(task, process, received)
            passed = time.monotonic() - began
            process.kill()
        server.shutdown()
    assert 0.5 <= passed < 10
    assert 0 < len(asked) <= passed / BETWEEN + 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_signal_ends_the_wait_for_the_lock(tmp_path, number):
    site, port = site_in(tmp_path / "site"), free_port()
    built_for(site, port)
    (site / ".publisher" / "current").unlink()
    with waiting_serve(site, port) as process:
        process.send_signal(number)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""


def test_a_killed_build_ends_with_2_and_names_the_signal(tmp_path):
    with waiting_serve(site_in(tmp_path / "site"), free_port()) as process:
        child = next(pid for pid, parent, _ in _process_table() if parent == process.pid)
        os.kill(child, signal.SIGKILL)
        assert process.wait(10) == 2
        assert "the build above was ended by SIGKILL" in process.stderr.read()


def test_an_http_server_that_cannot_be_kept_up_is_given_up_with_2(tmp_path):
    site = site_in(tmp_path / "site")
    with pytest.raises(AssertionError, match="cannot be kept up"), running(site) as server:  # noqa: PT012
        while server.process.poll() is None:
            for pid in server.processes("serve.http"):
                if pid in server.children_of(server.process.pid):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
        assert server.process.returncode == 2
        eventually(lambda: server.processes() == {})


def test_a_killed_supervisor_takes_everything_with_it(tmp_path):
    site = site_in(tmp_path / "site")
    with pytest.raises(AssertionError), running(site, PUBLISHER_SERVE_WORKERS="2") as server:  # noqa: PT012
        pids = set(server.processes())
        assert len(pids) >= 6, "supervisor, query server with its processes, HTTP server with its workers"
        threading.Thread(target=lambda: server.get(f"sparql?query={RUNAWAY}"), daemon=True).start()
        time.sleep(0.3)
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait(5)
        eventually(lambda: not pids & {pid for pid, _, _ in _process_table()}, 5)
        assert server.process.returncode == -signal.SIGKILL
