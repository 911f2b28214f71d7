"""What tests share: sites in folders, real builds, a real server on a free port."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest
import requests

ROOT = Path(__file__).parents[1]
MINIMAL = '[site]\ntitle = "Test"\nauthored_base = "https://example.org/t/"\n'


def write_site(folder: Path, files: Mapping[str, str | bytes], settings: str = MINIMAL) -> Path:
    """Write a site's files, each as bytes that nobody translates; return its folder."""
    for name, content in {"publisher.toml": settings, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def copy_of_repository_site(folder: Path) -> Path:
    """Copy the site of this repository, to be changed and broken."""
    for name in ("ontology", "data", "shapes"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "publisher.toml", folder)
    return folder


def lay_out_as_another_version(state: Path, snapshot_id: str) -> None:
    """Make a snapshot one of the time when manifests had no layout yet."""
    path = state / "snapshots" / snapshot_id / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["layout"]
    content |= {"id": snapshot_id, "unknown": "what another version writes"}
    path.write_text(json.dumps(content), encoding="utf-8")


def publisher(
    *arguments: str | Path, cwd: Path | None = None, seconds: float = 120, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does; return its exit status and what it printed."""
    return subprocess.run(
        [sys.executable, "-m", "publisher", *map(str, arguments)],
        cwd=cwd or ROOT,
        env={**clean_environment(), **environment},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def clean_environment() -> dict[str, str]:
    """Return the environment without what would change the publisher's behaviour."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PUBLISHER_", "LC_", "LANG"))}
    return {**kept, "PYTHONPATH": str(ROOT)}


def eventually(holds: Callable[[], bool], seconds: float = 15) -> None:
    """Return when something holds; the test fails when it does not come about in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if holds():
                return
        except requests.RequestException:
            pass
        time.sleep(0.05)
    pytest.fail(f"it did not come about within {seconds} s")


def free_port() -> int:
    """Return a port of the loopback interface on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running server: its base, its process, and the file its log goes to."""

    base: str
    process: "subprocess.Popen[bytes]"
    log: Path
    site: Path
    state: Path
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str = "", **options: object) -> requests.Response:
        """GET a path below the base, or an absolute URL, without following redirects."""
        return self.request("GET", path, **options)

    def request(self, method: str, path: str = "", **options: object) -> requests.Response:
        """Send a request; `accept` is its Accept header, by default none at all."""
        headers = {"Accept": None, "Accept-Encoding": "identity", **options.pop("headers", {})}  # type: ignore[dict-item]
        if "accept" in options:
            headers["Accept"] = options.pop("accept")
        url = path if path.startswith("http") else self.base + path
        options.setdefault("allow_redirects", False)
        return self.session.request(method, url, headers=headers, timeout=60, **options)  # type: ignore[arg-type]


@contextmanager
def serving(
    site: Path, state: Path, path: str = "", port: int | None = None, seconds: float = 90, **environment: str
) -> Iterator[Server]:
    """Build and serve a site under `http://127.0.0.1:PORT/` and a path, within `seconds`; it is ended with SIGTERM."""
    port = port or free_port()
    base = f"http://127.0.0.1:{port}/{path}"
    log = state.with_name(state.name + f"-{port}.log")
    command = [sys.executable, "-m", "publisher", "serve", "--port", str(port), "--base-iri", base]
    command += ["--site", str(site), "--state", str(state)]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**clean_environment(), **environment}, stdout=output, stderr=output
        )
    server = Server(base, process, log, site, state)
    try:
        wait_until_ready(server, seconds)
        yield server
    finally:
        server.session.close()
        if process.poll() is None:
            process.terminate()
        status = process.wait(60)
    if status != 0:
        pytest.fail(f"the server ended with {status}:\n{log.read_text()[-3000:]}")


def wait_until_ready(server: Server, seconds: float) -> None:
    """Return when the server answers; fail with its log when it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if server.get("readyz").status_code == 200:
                return
        except requests.ConnectionError:
            time.sleep(0.05)
    server.process.kill()
    pytest.fail(f"the server did not come up:\n{server.log.read_text()[-3000:]}")


def need(program: str) -> str:
    """Return where a program is; skip the test where it is missing, fail where nothing may be skipped."""
    return shutil.which(program) or lacking(f"{program} is not installed")


def lacking(what: str) -> NoReturn:
    """Skip the test and say what is missing; fail where nothing may be skipped."""
    if os.environ.get("PUBLISHER_TEST_ALL") == "1":
        pytest.fail(f"{what}, and PUBLISHER_TEST_ALL=1 lets nothing be skipped")
    pytest.skip(what)


def readme_section(name: str, language: str = "sh") -> str:
    """Return the code between the marks of a section of the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name} -->\n```{language}\n(.*?)```\n<!-- end: {name} -->", text, re.DOTALL)
    assert found, f"the README has no section {name}"
    return found[1]
