"""Queries in real processes: ended at their limits, others answered, nothing left behind."""

import os
import re
import resource
import select
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from support import eventually

from publisher.errors import (
    NotCarried,
    PublisherError,
    QueryError,
    QueryOutOfMemory,
    QueryRefused,
    QueryTimeout,
    ResultTooLarge,
    StoreBusy,
    SurroundingsError,
)
from publisher.formats import N_TRIPLES, RESULTS_CSV, RESULTS_JSON, RESULTS_XML, TURTLE
from publisher.namespaces import Prefixes
from publisher.settings import Limits
from publisher.store import Gist, Query, write_store
from publisher.store.processes.client import ProcessStore
from publisher.store.processes.connections import Connections
from publisher.store.processes.isolation import AddressSpace, address_space
from publisher.store.processes.line import QUEUE_SECONDS, TRIAL_QUEUE, Line, processes_for
from publisher.store.processes.messages import send, tell_ready
from publisher.store.processes.starting import query_processes, start_query_server, stop_query_server
from publisher.store.processes.task import Task
from publisher.store.sparql.bounds import MOST_LEVELS
from publisher.store.spool import INLINE, RETRY_SECONDS

SITE = "http://site/"
PREFIXES = Prefixes({"ex": SITE})
LIMITS = Limits(query_seconds=20, query_memory_mb=300, result_mb=2, concurrent_queries=2)
SHORT = 0.5  # seconds
ONE = "SELECT ?o { ex:s1 ex:p0 ?o }"
CROSS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
COUNT_CROSS = CROSS.replace("SELECT *", "SELECT (COUNT(*) AS ?n)")
RUNAWAYS = (
    CROSS,
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT DISTINCT ?a ?f ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "DESCRIBE ?a ?d { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c > ?f && ?f > ?i && ?i > ?c) }",
)
# A string that doubles forty times, and nesting that no stack holds: both end their process.
BOMB = "SELECT ?a40 { BIND('0123456789abcdef' AS ?a0) " + "".join(
    f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1}) " for n in range(40)
)
# Within what a query may take, but past what one may that is tried for a moment: 5 million solutions, and 200 MB.
LENGTHY = "SELECT (COUNT(*) AS ?n) { ?a ex:p1 ?c . ?d ?e ?f FILTER(?a != ?f) }"
GREEDY = BOMB.replace("?a40 {", "(STRLEN(?a22) AS ?n) {").partition("BIND(CONCAT(?a22,")[0] + "}"
LONG = "ASK { FILTER(?a" + " || ?a" * 100_000 + ") }"  # the engine goes down a level for each


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("processes") / "store"
    quads = [
        Quad(
            NamedNode(f"{SITE}s{n // 5}"), NamedNode(f"{SITE}p{n % 5}"), Literal(f"v{n}"), NamedNode(f"{SITE}g{n % 3}")
        )
        for n in range(5000)
    ]
    write_store(path, [*quads, Quad(BlankNode("c14n0"), NamedNode(SITE + "next"), BlankNode("c14n1"), NamedNode(SITE))])
    return path


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[ProcessStore]:
    with query_processes(Task(folder, PREFIXES, LIMITS, 3)) as store:
        yield store


def query(text: str, seconds: float = 20) -> Query:
    return Query(text, SITE + "sparql", None, None, seconds)


def body(store: ProcessStore, text: str, seconds: float = 20) -> bytes:
    with store.respond(query(text, seconds), RESULTS_JSON) as result:
        return result.read()


def evaluate(store: ProcessStore, text: str, seconds: float) -> None:
    store.respond(query(text, seconds), TURTLE if text.startswith(("CONSTRUCT", "DESCRIBE")) else RESULTS_CSV).close()


def status(process: int) -> tuple[str, int]:
    """Return the state of a process and its parent; that of one that has ended is X, or Z until it is reaped."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "X", 0
    return fields[0], int(fields[1])


def children(parent: int) -> list[int]:
    """Return the processes whose parent this is, zombies too."""
    found = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [process for process in found if status(process)[1] == parent]


def all_ended(processes: list[int]) -> bool:
    return all(status(process)[0] in "XZ" for process in processes)


@contextmanager
def server(folder: Path, tmp_path: Path, limits: Limits = LIMITS, size: int = 2) -> Iterator["subprocess.Popen[bytes]"]:
    process = start_query_server(Task(folder, PREFIXES, limits, size), tmp_path / "queries")
    try:
        yield process
    finally:
        stop_query_server(process)


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


def test_every_question_is_answered(store: ProcessStore) -> None:
    assert body(store, "SELECT * { ex:s0 ex:p1 ?o }").endswith(b'"bindings":[{"o":{"type":"literal","value":"v1"}}]}}')
    assert store.select(query("SELECT ?z ?s { ?s ex:next ?o OPTIONAL { ?s ex:none ?z } }")) == [
        {"s": BlankNode("c14n0")}
    ]
    assert store.select(query("ASK { ex:s0 ?p ?o }")) == [{}]
    assert store.select(query("ASK { ex:none ?p ?o }")) == []


def test_what_a_query_is_can_be_asked_without_evaluating_it(store: ProcessStore) -> None:
    assert store.gist(query(COUNT_CROSS)) == Gist("SELECT", volatile=False)
    assert store.gist(query("CONSTRUCT {} { BIND(NOW() AS ?n) }")) == Gist("CONSTRUCT", volatile=True)
    with pytest.raises(QueryRefused) as caught:
        store.gist(query("ASK {\n SERVICE <x:y> {} }"))
    assert (caught.value.line, caught.value.column) == (2, 2)


def test_a_result_can_be_asked_for_and_fetched_later(folder: Path) -> None:
    asked, wrong = query(ONE), query(ONE[:-1])
    with query_processes(Task(folder, PREFIXES, LIMITS, 3)) as store:
        assert store.begin(asked, RESULTS_JSON) is None, "no connection is open yet"
        expected = body(store, ONE)
        asking = store.begin(asked, RESULTS_JSON)
        assert asking
        assert select.select([asking], [], [], 20)[0]
        assert asking.come() == len(expected)
        with asking.result() as result:
            assert result.read() == expected
        asking = store.begin(wrong, RESULTS_JSON)
        assert asking
        assert asking.come() is None
        with pytest.raises(QueryError, match="expected"):
            asking.result()
        asking.close()
        assert body(store, ONE) == expected


def test_who_asks_keeps_a_place_until_the_result_has_come(folder: Path) -> None:
    limits = replace(LIMITS, concurrent_queries=1)
    with query_processes(Task(folder, PREFIXES, limits, processes_for(1))) as store:
        body(store, ONE)
        endless = store.begin(query(COUNT_CROSS, seconds=SHORT), RESULTS_JSON)
        assert endless
        assert store.begin(query(ONE), RESULTS_JSON) is None, "all places are taken"
        with pytest.raises(QueryTimeout):
            endless.result()
        endless.close()
        body(store, ONE)
        asking = store.begin(query(ONE), RESULTS_JSON)
        assert asking, "the place is free again"
        asking.close()
        large = store.begin(query("SELECT * { ?s ?p ?o }"), RESULTS_XML)
        assert large
        open_files = len(os.listdir("/dev/fd"))
        large.close()
        assert len(os.listdir("/dev/fd")) == open_files, "a result in a file is let go"
        assert body(store, ONE)


def test_what_was_asked_of_a_process_that_takes_no_more_is_asked_of_another(folder: Path, tmp_path: Path) -> None:
    with server(folder, tmp_path, size=1):
        store = ProcessStore(tmp_path / "queries", LIMITS)
        expected = body(store, ONE)
        asking = store.begin(query(ONE), RESULTS_JSON)
        assert asking
        leaving = socket.socketpair()
        with leaving[0], leaving[1]:
            tell_ready(leaving[1], False)
            asking._connection.socket.close()
            asking._connection.socket = leaving[0]
            assert asking.come() is None
            with asking.result() as result:
                assert result.read() == expected
        store.close()


def test_large_results_come_whole_and_in_bounded_pieces(store: ProcessStore) -> None:
    with store.respond(query("SELECT * { ?s ?p ?o }"), RESULTS_XML) as result:
        pieces = list(result.chunks())
        assert result.length > INLINE
        assert result.format is RESULTS_XML
        assert max(map(len, pieces)) == 65_536
        assert len(b"".join(pieces)) == result.length == len(result.read())
        assert pieces[-1].endswith(b"</sparql>")
    with store.respond(query("CONSTRUCT WHERE { ?s ?p ?o }"), TURTLE) as result:
        assert result.read().count(b'"v') == 5000


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("SELECT *\n{ ?s ?p ?o . FOO }", QueryError, (2, 14)),
        ("ASK { ex:s0 no:p ?o }", QueryError, (1, 13)),
        ("INSERT DATA { ex:a ex:b 1 }", QueryRefused, (1, 1)),
        ("ASK { SERVICE <http://127.0.0.1:1/> {} }", QueryRefused, (1, 7)),
    ],
)
def test_faults_come_back_with_their_place(
    store: ProcessStore, text: str, kind: type[QueryError], place: tuple[int, int]
) -> None:
    with pytest.raises(kind) as caught:
        body(store, text)
    assert type(caught.value) is kind
    assert (caught.value.line, caught.value.column) == place


def test_result_past_its_limit_is_refused(store: ProcessStore) -> None:
    with pytest.raises(ResultTooLarge, match="larger than 2 MB"):
        body(store, "SELECT * { ?a ?b ?c . ?d ex:p1 ?f }")
    with pytest.raises(ResultTooLarge):
        store.respond(query("CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ex:p1 ?f } LIMIT 60000"), N_TRIPLES).close()


def test_format_that_cannot_carry_the_result_is_said(store: ProcessStore) -> None:
    with pytest.raises(NotCarried, match=r"U\+0001"):
        store.respond(query('SELECT ("\\u0001" AS ?x) {}'), RESULTS_XML)


def test_runaway_queries_are_ended_while_others_are_answered(folder: Path) -> None:
    limits = replace(LIMITS, query_seconds=SHORT, result_mb=2000, query_memory_mb=4000, concurrent_queries=3)
    with query_processes(Task(folder, PREFIXES, limits, 3)) as store:
        for text in RUNAWAYS:
            with ThreadPoolExecutor(2) as threads:
                begun = time.monotonic()
                runaways = [threads.submit(evaluate, store, text, 20) for _ in range(2)]
                answered = 0
                while not all(runaway.done() for runaway in runaways):
                    assert body(store, "ASK { ex:s0 ex:p1 'v1' }")
                    answered += 1
                for runaway in runaways:
                    with pytest.raises(QueryTimeout, match=r"after 0.5 s"):
                        runaway.result()
            assert answered > 3, text
            assert SHORT < time.monotonic() - begun < SHORT + 5


def test_client_may_only_shorten_the_limit(store: ProcessStore, folder: Path) -> None:
    for seconds in (0.2, 1e-9):
        begun = time.monotonic()
        with pytest.raises(QueryTimeout):
            body(store, COUNT_CROSS, seconds)
        assert time.monotonic() - begun < 5


@pytest.mark.parametrize("text", [BOMB + "}", LONG], ids=["doubling string", "long chain"])
def test_query_past_its_memory_ends_alone(store: ProcessStore, text: str) -> None:
    with pytest.raises(QueryOutOfMemory, match="300 MB of memory"):
        body(store, text)
    assert body(store, "ASK {}") == b'{"head":{},"boolean":true}'


def test_the_engine_goes_down_a_long_chain(store: ProcessStore) -> None:
    # With a stack of 8 MB its process would die.
    assert body(store, "ASK { " + "MINUS { ?s ?p 1 } " * 9_500 + "}") == b'{"head":{},"boolean":true}'


DEEPEST = {
    "groups": ("", "{ ", "", "}", ""),
    "exists": ("", "FILTER EXISTS { ", "", "} ", ""),
    "functions": ("FILTER(", "STR(", "1", ")", ")"),
    "conditions": ("FILTER(", "IF(1, 1, ", "1", ")", ")"),
    "subqueries": ("", "{ SELECT * {", "", "}}", ""),
    "aggregates": ("{ SELECT (", "SUM(", "1", ")", " AS ?x) {} }"),
    "unions": ("", "{ {} UNION ", "{}", "}", ""),
    "signs": ("FILTER(", "!", "1", "", ")"),
}


@pytest.mark.parametrize("kind", DEEPEST)
def test_the_engine_goes_down_as_deep_as_a_query_may_be(store: ProcessStore, kind: str) -> None:
    before, opening, middle, closing, after = DEEPEST[kind]
    levels = (MOST_LEVELS - 6) // max(1, opening.count("{") + opening.count("(") - opening.count("{}"))
    assert b"boolean" in body(store, "ASK { " + before + opening * levels + middle + closing * levels + after + "}")


def open_files_of(process: int) -> int:
    return len(os.listdir(f"/proc/{process}/fd"))


@needs_proc
def test_nothing_leaks_in_two_hundred_queries(folder: Path, tmp_path: Path) -> None:
    with server(folder, tmp_path) as process:
        store = ProcessStore(tmp_path / "queries", LIMITS)
        body(store, "ASK {}")
        workers, open_files = set(children(process.pid)), len(os.listdir("/proc/self/fd"))
        open_there = {child: open_files_of(child) for child in workers}
        texts = (
            "ASK {}",
            "SELECT * { ?s ?p ?o }",
            "FOO",
            "ASK { ?s ?p",
            "DESCRIBE ex:s0",
            "CONSTRUCT WHERE { ex:s0 ?p ?o }",
        )
        for n in range(200):
            try:
                evaluate(store, texts[n % len(texts)], 20)
            except PublisherError as error:
                assert isinstance(error, QueryError)  # noqa: PT017 (the third and fourth are meant to fail)
        assert len(os.listdir("/proc/self/fd")) == open_files
        assert set(children(process.pid)) == workers, "processes are reused"
        # The one that answered last closes its connection a moment after the answer.
        eventually(lambda: all(open_files_of(child) <= number for child, number in open_there.items()))
        assert [path.name for path in tmp_path.iterdir()] == ["queries"]
        assert stat.S_IMODE((tmp_path / "queries").stat().st_mode) == 0o600


@needs_proc
def test_killed_query_process_is_replaced(folder: Path, tmp_path: Path) -> None:
    with server(folder, tmp_path) as process, ThreadPoolExecutor(1) as threads:
        store = ProcessStore(tmp_path / "queries", LIMITS)
        before = set(children(process.pid))
        running = threads.submit(evaluate, store, COUNT_CROSS, 20)
        time.sleep(0.3)
        for child in before:
            os.kill(child, signal.SIGKILL)
        with pytest.raises(QueryOutOfMemory, match="its process died"):
            running.result()
        assert body(store, "ASK {}")
        eventually(lambda: len(children(process.pid)) == 2)
        assert not before & set(children(process.pid))


@needs_proc
@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: elsewhere busy processes end at their limit")
def test_killed_server_leaves_nothing_and_a_clear_error(folder: Path, tmp_path: Path) -> None:
    with server(folder, tmp_path) as process, ThreadPoolExecutor(1) as threads:
        store = ProcessStore(tmp_path / "queries", LIMITS)
        workers = children(process.pid)
        running = threads.submit(evaluate, store, COUNT_CROSS, 20)
        time.sleep(0.3)
        process.kill()
        process.wait()
        eventually(lambda: all_ended(workers))
        with pytest.raises(QueryOutOfMemory, match="its process died"):
            running.result()
        with pytest.raises(StoreBusy, match="not running") as caught:
            body(store, "ASK {}")
        assert caught.value.retry_after > 0


@needs_proc
def test_signals_leave_the_end_to_the_one_who_started_the_server(folder: Path, tmp_path: Path) -> None:
    process = start_query_server(Task(folder, PREFIXES, LIMITS, 3), tmp_path / "queries")
    workers = children(process.pid)
    assert len(workers) == 3
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        for one in (process.pid, *workers):
            os.kill(one, number)
    assert body(ProcessStore(tmp_path / "queries", LIMITS), "ASK {}")
    assert children(process.pid) == workers
    assert stop_query_server(process) == 0
    assert {status(child)[0] for child in workers} == {"X"}
    assert list(tmp_path.iterdir()) == []


@needs_proc
def test_server_ends_with_the_one_who_started_it(folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom publisher.namespaces import Prefixes\n"
        "from publisher.settings import Limits\nfrom publisher.store.processes.starting import start_query_server\n"
        "from publisher.store.processes.task import Task\n"
        "server = start_query_server(Task(Path(sys.argv[1]), Prefixes({}), Limits(), 2), Path(sys.argv[2]))\n"
        "print(server.pid, flush=True)\ntime.sleep(60)"
    )
    arguments = [sys.executable, "-c", code, str(folder), str(tmp_path / "queries")]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1]) as starter:
        assert starter.stdout
        pid = int(starter.stdout.readline())
        workers = children(pid)
        assert len(workers) == 2
        starter.kill()
    eventually(lambda: all_ended([*workers, pid]))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "trouble",
    [
        "signal.signal(signal.SIGALRM, signal.SIG_IGN)",
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM, signal.SIGCHLD])",
        "signal.signal(signal.SIGCHLD, signal.SIG_IGN)",
    ],
)
def test_limits_hold_whatever_signals_the_one_who_starts_does_not_take(folder: Path, trouble: str) -> None:
    code = (
        f"import signal, sys\n{trouble}\nfrom pathlib import Path\nfrom publisher.errors import QueryTimeout\n"
        "from publisher.formats import RESULTS_CSV\nfrom publisher.namespaces import Prefixes\n"
        "from publisher.settings import Limits\nfrom publisher.store import Query\n"
        "from publisher.store.processes.starting import query_processes\n"
        "from publisher.store.processes.task import Task\n"
        "with query_processes(Task(Path(sys.argv[1]), Prefixes({}), Limits(query_seconds=0.3), 1)) as store:\n"
        "    for number in range(2):\n"
        "        try:\n            store.respond(Query(sys.argv[2], 'http://b/'), RESULTS_CSV)\n"
        "        except QueryTimeout:\n            print(number, flush=True)\n"
        "    store.respond(Query('ASK {}', 'http://b/'), RESULTS_CSV)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), COUNT_CROSS],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "0\n1\n", "")


@needs_proc
def test_a_process_that_is_still_there_past_its_limit_is_killed(folder: Path, tmp_path: Path) -> None:
    with server(folder, tmp_path, size=1) as process, ThreadPoolExecutor(1) as threads:
        store = ProcessStore(tmp_path / "queries", LIMITS)
        assert body(store, "ASK {}"), "the process has begun, and has taken this client"
        running = threads.submit(evaluate, store, COUNT_CROSS, SHORT)
        [stuck] = children(process.pid)
        eventually(lambda: status(stuck)[0] == "R")
        os.kill(stuck, signal.SIGSTOP)  # no signal but one ends it now
        with pytest.raises(QueryTimeout, match=r"after 0.5 s"):
            running.result()
        eventually(lambda: all_ended([stuck]))
        eventually(lambda: bool(body(store, "ASK {}")))


def limited(megabytes: int, folder: Path, memory_mb: int) -> "subprocess.CompletedProcess[str]":
    """Ask whether there is anything, where the system lets a process have so much address space."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom publisher.errors import PublisherError\n"
        "from publisher.namespaces import Prefixes\nfrom publisher.settings import Limits\n"
        "from publisher.store import Query\nfrom publisher.store.processes.starting import query_processes\n"
        "from publisher.store.processes.task import Task\n"
        "limits = Limits(query_memory_mb=int(sys.argv[2]))\n"
        "try:\n    with query_processes(Task(Path(sys.argv[1]), Prefixes({}), limits, 1)) as store:\n"
        "        print(store.select(Query('ASK {}', 'http://b/')))\n"
        "except PublisherError as error:\n    print(type(error).__name__, error)\n"
    )
    return subprocess.run(
        [
            "sh",
            "-c",
            f'ulimit -v {megabytes * 1000}; exec "$@"',
            "sh",
            sys.executable,
            "-c",
            code,
            folder,
            str(memory_mb),
        ],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux, which tells how large a process is")
def test_a_limit_of_the_system_below_ours_is_told_before_the_start(folder: Path) -> None:
    refused = limited(2000, folder, 1900)
    assert refused.stdout.startswith("SurroundingsError a process may take 2048 MB of addresses here (ulimit -v)")
    assert "lower [limits] query_memory_mb" in refused.stdout
    assert refused.stderr == ""
    assert limited(2000, folder, 100).stdout == "[{}]\n"


def test_a_trial_that_ran_as_long_as_was_asked_is_a_verdict_and_waited_for_no_longer(folder: Path) -> None:
    limits = replace(LIMITS, concurrent_queries=1)
    with query_processes(Task(folder, PREFIXES, limits, processes_for(1))) as store, ThreadPoolExecutor(3) as threads:
        first = threads.submit(evaluate, store, COUNT_CROSS, 1.5)
        time.sleep(0.2)
        begun = time.monotonic()
        with pytest.raises(QueryTimeout, match=r"after 0.1 s"):
            evaluate(store, COUNT_CROSS, 0.1)
        assert not first.done()
        assert time.monotonic() - begun < QUEUE_SECONDS
        with pytest.raises(QueryTimeout):
            first.result()


def test_who_may_take_little_time_waits_in_line_no_longer() -> None:
    line = Line(1)
    with line.place(), line.place():
        begun = time.monotonic()
        with pytest.raises(StoreBusy), line.place(seconds=0.01):
            pass
        assert time.monotonic() - begun < QUEUE_SECONDS / 2


@contextmanager
def open_files_left(number: int) -> Iterator[None]:
    """Let this process open so many files more and no others."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    held = [os.open(os.devnull, os.O_RDONLY)]
    resource.setrlimit(resource.RLIMIT_NOFILE, (held[0] + 40, hard))
    try:
        with suppress(OSError):
            while True:
                held.append(os.open(os.devnull, os.O_RDONLY))
        for _ in range(number):
            os.close(held.pop())
        yield
    finally:
        for one in held:
            os.close(one)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_too_many_open_files_are_told_as_such(folder: Path, tmp_path: Path) -> None:
    with server(folder, tmp_path, size=1):
        store = ProcessStore(tmp_path / "queries", LIMITS)
        for number in range(3):  # for a connection, the memory on it, its copy that is mapped
            with open_files_left(number), pytest.raises(StoreBusy, match="Too many open files"):
                body(store, "ASK {}")
        assert body(store, "ASK {}")
        large = "SELECT * { ?s ?p ?o }"
        with open_files_left(0), pytest.raises(StoreBusy, match="Too many open files"):
            body(store, large)
        assert len(body(store, large)) > INLINE


def test_a_client_that_has_gone_takes_the_place_of_none(folder: Path, tmp_path: Path) -> None:
    with server(folder, tmp_path, size=1):
        connections = Connections(tmp_path / "queries")
        connections.give_back(kept := connections.take())
        for _ in range(3):
            with socket.socket(socket.AF_UNIX) as gone:
                gone.connect(str(tmp_path / "queries"))
        time.sleep(0.2)
        assert connections.take() is kept
        kept.close()


@needs_proc
def test_a_query_may_have_all_its_memory_after_others(folder: Path, tmp_path: Path) -> None:
    with server(folder, tmp_path, size=1) as process:
        store = ProcessStore(tmp_path / "queries", LIMITS)
        [worker] = children(process.pid)
        for text in ("ASK {}", "SELECT * { ?s ?p ?o } ORDER BY ?o", "ASK {}"):
            body(store, text)
            told = [Path(f"/proc/{worker}/{name}").read_text() for name in ("limits", "status")]
            most = re.search(r"Max address space +\d+ +(\d+)", told[0])
            taken = re.search(r"VmSize:\s+(\d+) kB", told[1])
            assert most
            assert taken
            assert int(most[1]) - int(taken[1]) * 1024 >= LIMITS.query_memory_mb * 1_000_000


def test_past_the_concurrent_queries_a_short_line_then_busy(folder: Path) -> None:
    limits = replace(LIMITS, query_seconds=20, concurrent_queries=1)
    with query_processes(Task(folder, PREFIXES, limits, 2)) as store, ThreadPoolExecutor(16) as threads:
        # One runs; the line of those who are tried has no room for all others.
        runs = [threads.submit(evaluate, store, COUNT_CROSS, 4) for _ in range(16)]
        errors = [run.exception() for run in runs]
        busy = [error for error in errors if isinstance(error, StoreBusy)]
        assert len(busy) >= 16 - processes_for(1) - TRIAL_QUEUE
        assert all(error.retry_after >= 1 for error in busy)
        assert any(isinstance(error, QueryTimeout) for error in errors)
        assert body(store, "ASK {}")


def test_a_query_of_a_moment_is_answered_while_long_ones_hold_all_places(folder: Path) -> None:
    limits = replace(LIMITS, concurrent_queries=1)
    with query_processes(Task(folder, PREFIXES, limits, processes_for(1))) as store, ThreadPoolExecutor(2) as threads:
        first = threads.submit(evaluate, store, COUNT_CROSS, 5)
        time.sleep(0.2)
        second = threads.submit(evaluate, store, COUNT_CROSS, 5)
        answered = 0
        while not first.done():
            assert body(store, "ASK { ex:s0 ex:p1 'v1' }")
            answered += 1
        with pytest.raises(QueryTimeout, match="after 5 s"):
            first.result()
        with pytest.raises(StoreBusy, match="may run at once are running"):
            second.result()
    assert answered > 3


def test_a_trial_that_fails_is_no_verdict(folder: Path) -> None:
    limits = replace(LIMITS, query_seconds=90, query_memory_mb=600, concurrent_queries=1)
    with query_processes(Task(folder, PREFIXES, limits, processes_for(1))) as store, ThreadPoolExecutor(1) as threads:
        for text in (GREEDY, LENGTHY):
            running = threads.submit(evaluate, store, COUNT_CROSS, 1.5)
            time.sleep(0.3)
            assert body(store, text, 90), "more than a trial may take, less than a query may"
            with pytest.raises(QueryTimeout):
                running.result()


def test_those_who_wait_go_first_and_in_order(folder: Path) -> None:
    line, order = Line(1), []
    with ThreadPoolExecutor(8) as threads, ExitStack() as all_places:

        def hold(name: str, whole: bool) -> None:
            with line.place(whole) as is_whole:
                order.append((name, is_whole))

        for _ in range(processes_for(1)):
            all_places.enter_context(line.place())
        waiting = []
        for name, whole in (("first", True), ("second", False), ("third", True), ("fourth", False)):
            waiting.append(threads.submit(hold, name, whole))
            time.sleep(0.1)
        with pytest.raises(StoreBusy, match="too many"), line.place(whole=True):
            pass
        all_places.close()
        for done in waiting:
            done.result()
        with line.place() as is_whole:
            assert is_whole, "all places are free again"
    assert order.index(("first", True)) < order.index(("third", True))
    assert [name for name, _ in order if name in ("second", "fourth")] == ["second", "fourth"]


def test_client_that_hangs_up_costs_no_one_else(folder: Path, tmp_path: Path) -> None:
    limits = replace(LIMITS, query_seconds=1)
    with server(folder, tmp_path, limits, 1):
        for text in ("ASK {}", COUNT_CROSS):
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(tmp_path / "queries"))
                asked = {"text": text, "base": SITE, "default_graphs": None, "named_graphs": None}
                send(connection, {**asked, "seconds": 20, "format": "json"})
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(tmp_path / "queries"))
            connection.sendall(b"\xff\xff\xff\xffgarbage")
        assert body(ProcessStore(tmp_path / "queries", limits), "ASK {}")


def test_many_threads_get_their_own_answers(folder: Path) -> None:
    limits = replace(LIMITS, concurrent_queries=4)
    with query_processes(Task(folder, PREFIXES, limits, 4)) as store, ThreadPoolExecutor(8) as threads:
        numbers = [n % 50 for n in range(400)]
        texts = [f"SELECT * {{ ex:s{n} ex:p1 ?o }}" for n in numbers]
        answers = list(threads.map(lambda text: body(store, text), texts))
        assert all(f'"v{5 * n + 1}"'.encode() in answer for n, answer in zip(numbers, answers, strict=True))


def test_store_goes_on_answering_when_its_folder_is_renamed(folder: Path, tmp_path: Path) -> None:
    write_store(tmp_path / "store", [Quad(NamedNode(SITE), NamedNode(SITE), Literal("x"), NamedNode(SITE))])
    (tmp_path / "run").mkdir()
    with query_processes(Task(tmp_path / "store", PREFIXES, LIMITS, 1), tmp_path / "run") as store:
        (tmp_path / "store").rename(tmp_path / "moved")
        assert store.select(query("SELECT ?o { GRAPH ?g { ?s ?p ?o } }")) == [{"o": Literal("x")}]
    assert list((tmp_path / "run").iterdir()) == []


def test_what_stands_in_the_way_of_starting_is_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError, match="cannot be opened"):
        start_query_server(Task(tmp_path / "none", PREFIXES, LIMITS, 1), tmp_path / "queries")
    with pytest.raises(SurroundingsError, match="No such file"):
        start_query_server(Task(folder, PREFIXES, LIMITS, 1), tmp_path / "none" / "queries")
    with pytest.raises(SurroundingsError, match="too long"):
        start_query_server(Task(folder, PREFIXES, LIMITS, 1), tmp_path / ("x" * 100))


def test_answer_that_cannot_be_spooled_is_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    with server(folder, tmp_path / "run") as process:
        store = ProcessStore(tmp_path / "moved" / "queries", LIMITS)
        (tmp_path / "run").rename(tmp_path / "moved")
        with pytest.raises(StoreBusy, match="cannot be kept: No such file") as caught:
            body(store, "SELECT * { ?s ?p ?o }")
        assert caught.value.retry_after == RETRY_SECONDS
        assert str(tmp_path) not in str(caught.value)
        assert process.poll() is None


def test_what_a_killed_query_left_is_cleared_by_the_next(folder: Path, tmp_path: Path) -> None:
    left = tmp_path / "publisher-run-left"
    left.mkdir()
    os.utime(left, (0, 0))
    with query_processes(Task(folder, PREFIXES, LIMITS, 1), tmp_path):
        assert not left.exists()
    assert list(tmp_path.iterdir()) == []


def test_where_the_system_does_not_tell_how_large_a_process_is_there_is_no_limit() -> None:
    assert AddressSpace("/nowhere").size() == 0
    assert (address_space() > 0) == Path("/proc/self/statm").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux, which can deny sockets to a process")
def test_query_processes_cannot_open_a_connection() -> None:
    code = (
        "import socket\nfrom publisher.store.processes.isolation import deny_connections\n"
        "pair = socket.socketpair()\nassert deny_connections()\n"
        "pair[0].sendall(b'x'); assert pair[1].recv(1) == b'x'\n"
        "for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):\n"
        "    try:\n        socket.socket(family)\n    except PermissionError:\n        continue\n"
        "    raise SystemExit('a socket was opened')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
