"""A real Virtuoso in a folder of its own, on free ports of the loopback interface."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from support import free_port, need

SETTINGS = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
Striping = 0
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
Striping = 0

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
DirsAllowed = {folder}, {readable}
MaxQueryMem = 256M
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
ThreadsPerQuery = 1
AsyncQueueMaxThreads = 2
CaseMode = 2

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = {threads}
EnabledDavVSP = 0
HTTPProxyEnabled = 0
Charset = UTF-8

[Client]
SQL_QUERY_TIMEOUT = 0
SQL_TXN_TIMEOUT = 0

[SPARQL]
ResultSetMaxRows = 100000
MaxQueryExecutionTime = 60
"""
# One quad on each line, with its graph: TTLP's bit for N-Quads and TriG.
WITH_GRAPHS = 512
JSON = "application/sparql-results+json"
LOADING = 1200  # seconds


@dataclass
class Virtuoso:
    """A running Virtuoso: where it answers queries, and where it takes SQL."""

    endpoint: str
    sql: str
    process: "subprocess.Popen[bytes]"

    def load(self, file: Path, graph: str) -> None:
        """Load Turtle or N-Triples into a graph; of N-Quads each line names its own."""
        flags = WITH_GRAPHS if file.suffix == ".nq" else 0
        self.execute(f"DB.DBA.TTLP_MT(file_to_string_output('{file}'), '', '{graph}', {flags}, 1)", LOADING)

    def execute(self, statement: str, seconds: float = 120) -> str:
        """Run a statement of SQL as the owner of the database, within so many seconds; return what is printed."""
        command = [need("isql-vt"), self.sql, "dba", "dba", "ERRORS=STDOUT", "VERBOSE=OFF", f"EXEC={statement};"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "*** Error" not in done.stdout, done.stdout
        return done.stdout

    def ask(self, query: str, *graphs: str) -> requests.Response:
        """Ask by the SPARQL Protocol; the graphs given make up the default graph."""
        asked = [("query", query), *(("default-graph-uri", graph) for graph in graphs)]
        return requests.post(self.endpoint, data=asked, headers={"Accept": JSON}, timeout=60)


@contextmanager
def virtuoso(folder: Path, readable: Path, buffers: int = 4000, threads: int = 4) -> Iterator[Virtuoso]:
    """Run a Virtuoso that keeps its files in a folder and may load those of another; it is shut down at the end.

    It has so many buffers of 8 KB, and answers so many connections at once.
    """
    program, _ = need("virtuoso-t"), need("isql-vt")
    sql, http = free_port(), free_port()
    folder.mkdir(parents=True)
    sizes = {"buffers": buffers, "dirty": buffers * 3 // 4, "threads": threads}
    settings = SETTINGS.format(folder=folder, readable=readable, sql=sql, http=http, **sizes)
    (folder / "virtuoso.ini").write_text(settings)
    command = [program, "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    server = Virtuoso(f"http://127.0.0.1:{http}/sparql", f"127.0.0.1:{sql}", process)
    try:
        wait_until_ready(server, folder)
        yield server
        server.execute("shutdown")
        assert process.wait(60) == 0, (folder / "output.log").read_text()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(server: Virtuoso, folder: Path, seconds: float = 60) -> None:
    """Return when the server answers a query; fail with its log when it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if server.ask("ASK {}").status_code == 200:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.1)
    pytest.fail(f"Virtuoso did not come up:\n{(folder / 'output.log').read_text()[-3000:]}")
