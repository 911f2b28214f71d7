"""A store written by a process of its own: whole or not at all, told in one message, and nothing left running."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from process_tree import Process, processes_of
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from support import ROOT, clean_environment, eventually

from publisher.errors import SurroundingsError
from publisher.store import beside
from publisher.store.beside import store_beside
from publisher.store.files import open_store, write_store
from publisher.store.held import held_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux, which tells of processes")

SITE = "http://site/"
MANY = 25_000  # more than are given at once


def quads(number: int) -> list[Quad]:
    texts = (Literal(f'"{n}"\n\u2028é', language="en") for n in range(number))
    node, thing, graph = BlankNode("c14n0"), NamedNode(SITE + "p"), NamedNode(SITE + "g")
    return [Quad(node, thing, text, graph) for text in texts]


def writers(root: int) -> list[Process]:
    return [process for process in processes_of(root) if "publisher.store.filling" in process.line]


def none_is_left() -> bool:
    return not writers(os.getpid())


@pytest.mark.parametrize("number", [0, 1, MANY])
def test_a_store_written_beside_is_the_one_that_is_written_here(tmp_path: Path, number: int) -> None:
    with store_beside(tmp_path / "beside", quads(number)) as stored:
        held = stored()
    write_store(tmp_path / "here", quads(number))
    assert held == held_in(tmp_path / "here")
    assert list(open_store(tmp_path / "beside")) == list(open_store(tmp_path / "here"))
    assert not [path.name for path in (tmp_path / "beside").glob("LOG*")]
    assert none_is_left()


def test_a_folder_with_a_relative_name_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with store_beside(Path("store"), quads(1)) as stored:
        assert stored().triples == 1
    assert (tmp_path / "store").is_dir()


def test_a_folder_that_cannot_be_written_is_said_as_without_a_process(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SurroundingsError) as here:
        write_store(tmp_path / "file", [])
    with store_beside(tmp_path / "file", []) as stored, pytest.raises(SurroundingsError) as there:
        stored()
    assert str(there.value) == str(here.value)
    assert none_is_left()


def test_a_process_that_is_killed_is_told_in_one_message(tmp_path: Path) -> None:
    with store_beside(tmp_path / "store", quads(MANY)) as stored:
        [process] = writers(os.getpid())
        os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(SurroundingsError, match=r"cannot be written to .*store: its process was ended \(Killed\)"):
            stored()
    assert none_is_left()


def test_what_the_system_refuses_there_is_refused_here(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with store_beside(file / "store", []) as stored, pytest.raises(SurroundingsError) as said:
        stored()
    assert str(file) in str(said.value)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("", r"its process failed \(status 0\): run again"),
        ("import sys; print('lost', file=sys.stderr); sys.exit(3)", r"its process failed \(lost\): run again"),
        ("""print('{"refused": [13, "Permission denied", "/x"]}')""", r"\[Errno 13\] Permission denied: '/x'"),
    ],
    ids=["says nothing", "fails", "is refused"],
)
def test_a_process_that_writes_no_store_is_told_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, told: str
) -> None:
    (tmp_path / "python").write_text(f"#!{sys.executable}\n{script}\n", encoding="utf-8")
    (tmp_path / "python").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with store_beside(tmp_path / "store", []) as stored, pytest.raises((SurroundingsError, OSError), match=told):
        stored()


def test_what_fails_in_the_block_ends_the_process(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), store_beside(tmp_path / "store", quads(MANY)):
        raise KeyboardInterrupt
    assert none_is_left()


def test_nobody_waits_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "SECONDS", 0.1)
    with store_beside(tmp_path / "store", quads(1)) as stored:
        [process] = writers(os.getpid())
        os.kill(process.pid, signal.SIGSTOP)
        with pytest.raises(SurroundingsError, match=r"was not written to .*store within 0 s"):
            stored()
    assert none_is_left()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", b"0 quads came of 2\n"),
        (f"<{SITE}s> <{SITE}p> <{SITE}o> .\n", b"1 quads came of 2\n"),
        (f"<{SITE}s> <{SITE}p> <{SITE}o> .\n<{SITE}s> <{SITE}", b"Parser error at line 2"),
    ],
    ids=["nothing", "one of two", "a line that is cut"],
)
def test_where_the_quads_end_early_there_is_no_store(tmp_path: Path, given: str, told: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "publisher.store.filling", str(tmp_path / "store"), "2", str(os.getpid())],
        input=given.encode(),
        capture_output=True,
        cwd=ROOT,
        env=clean_environment(),
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(told)
    assert not (tmp_path / "store").exists()


PARENT = f"""
import sys, time
from pathlib import Path
from pyoxigraph import NamedNode, Quad
from publisher.store.beside import store_beside
def quads():
    yield Quad(*[NamedNode("{SITE}")] * 4)
    print("given", flush=True)
    time.sleep(60)
class Slow(list):
    __iter__ = lambda self: quads()
with store_beside(Path(sys.argv[1]), Slow([None] * 2)) as stored:
    stored()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_process_ends_with_the_one_that_gives_the_quads(tmp_path: Path, number: int) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path / "store")]
    with subprocess.Popen(command, cwd=ROOT, env=clean_environment(), stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        parent.stdout.readline()
        [process] = writers(parent.pid)
        parent.send_signal(number)
        eventually(lambda: not [one for one in processes_of(process.pid) if one.state != "Z"])
        parent.kill()
    assert not (tmp_path / "store").exists()
