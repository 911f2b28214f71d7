"""The repository as its users meet it: the wheel, the pins, what make says."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from support import ROOT, clean_environment

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    rows = [re.fullmatch(r"([\w.-]+)==([\w.]+)", line) for line in lines if not line.startswith("#")]
    assert all(rows), "exact versions alone: no index, no host, no path"
    return {row[1].lower().replace("_", "-"): row[2] for row in rows if row}


def test_every_dependency_is_pinned():
    groups = PROJECT["project"]["optional-dependencies"]
    named = [
        *PROJECT["project"]["dependencies"],
        *groups["test"],
        *groups["check"],
        *PROJECT["build-system"]["requires"],
    ]
    names = {re.match(r"[\w-]+", one)[0].lower() for one in named}
    assert names <= set(pins())
    assert PROJECT["project"]["name"] not in pins()


def test_the_build_backend_is_pinned_once():
    assert PROJECT["build-system"]["requires"] == [f"hatchling=={pins()['hatchling']}"]


def test_the_wheel_holds_everything_that_a_site_needs(tmp_path):
    source = tmp_path / "source"
    shutil.copytree(ROOT / "publisher", source / "publisher", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(tmp_path),
        ".",
    ]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [wheel] = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    packaged = {str(path.relative_to(source)) for path in (source / "publisher").rglob("*") if path.is_file()}
    assert packaged <= names
    for folder in ("web/templates/", "web/static/", "web/translations/", "scaffold/data/", "scaffold/publisher.toml"):
        assert any(name.startswith(f"publisher/{folder}") for name in names), folder
    assert not [name for name in names if not name.startswith(("publisher/", "kg_publisher-"))]


def make(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *arguments], cwd=cwd, env=clean_environment(), capture_output=True, text=True, check=False
    )


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A folder with what make reads, and nothing installed."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def python_that(folder: Path, *failures: str) -> str:
    """Write a Python that fails at what asks for one of the words."""
    cases = "".join(f"  *'{word}'*) exit 1 ;;\n" for word in failures)
    path = folder / "a-python"
    path.write_text(f'#!/bin/sh\ncase "$*" in\n{cases}esac\nexit 0\n')
    path.chmod(0o755)
    return str(path)


def test_make_tells_its_targets(checkout):
    done = make(cwd=checkout)
    assert done.returncode == 0
    targets = re.findall(r"^  make (\w+) +\S", done.stdout, re.MULTILINE)
    assert {"serve", "test", "check", "format", "bench", "help"} <= set(targets)


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("version_info", "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"),
        ("import venv", "apt-get install python3-venv"),
    ],
)
def test_make_names_what_is_missing(checkout, failure, words):
    done = make("serve", f"PYTHON={python_that(checkout, failure)}", cwd=checkout)
    assert done.returncode == 2
    assert words in done.stdout + done.stderr
    assert not (checkout / ".venv").exists()


def test_make_says_that_there_is_no_python(checkout):
    done = make("test", "PYTHON=/no/such/python3", cwd=checkout)
    assert done.returncode == 2
    assert "Python 3.11 or newer is needed" in done.stdout + done.stderr


def test_make_serves_on_the_port_that_is_asked_for(checkout):
    done = make("-n", "serve", "PORT=9000", cwd=checkout)
    assert "publisher serve --port 9000" in done.stdout


def test_every_room_has_its_floor():
    contract = next(one for one in PROJECT["tool"]["importlinter"]["contracts"] if one["name"] == "floors")
    floors = {room.strip() for line in contract["layers"] for room in line.split("|")}
    rooms = {
        path.stem
        for path in (ROOT / "publisher").iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").is_file()
    }
    assert rooms == floors
    described = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [
        room for room in rooms - {"__main__"} if f"`{room}`" not in described and f"`{room}/`" not in described
    ] == []
