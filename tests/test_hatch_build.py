"""The build hook: what comes from npm is in the wheel, from the cache where it can be, and nothing fails without it."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from support import ROOT

# Nobody listens there.
NO_REGISTRY = {"npm_config_registry": "http://127.0.0.1:9/"}
STATIC = "publisher/web/static/"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a folder with what a wheel is built from, small, without anything fetched."""
    folder = tmp_path / "source"
    for name in ("hatch_build.py", "pyproject.toml", "README.md", "LICENSE", ".gitignore", "publisher/__init__.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / STATIC).mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "static/style.css"):
        shutil.copy(ROOT / "publisher/web" / name, folder / "publisher/web" / name)
    return folder


def hook() -> ModuleType:
    """Load the hook as Hatchling does."""
    spec = spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build(source: Path, cache: Path, **environment: str) -> tuple[dict[str, bytes], str]:
    """Build a wheel; return the static files in it, and what was said."""
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(source / "dist")],
        cwd=source,
        env={**os.environ, "XDG_CACHE_HOME": str(cache), **environment},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    [wheel] = (source / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        found = {name.removeprefix(STATIC): file.read(name) for name in file.namelist() if name.startswith(STATIC)}
    return found, done.stdout + done.stderr


def fill_cache(source: Path, cache: Path) -> dict[str, bytes]:
    """Lay into the cache what an earlier build of the same lock file would have; return it."""
    module = hook()
    files = {name: f"content of {name}".encode() for name in (*module.FILES, module.LICENCES)}
    folder: Path = cache / module.cache_folder(source).relative_to(module.cache_folder(source).parents[1])
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return files


def test_a_wheel_carries_what_the_cache_has(source: Path, tmp_path: Path) -> None:
    files = fill_cache(source, tmp_path / "cache")
    found, said = build(source, tmp_path / "cache", **NO_REGISTRY)
    assert {name: found.get(name) for name in files} == files
    assert "warning" not in said
    # An editable install reads them where they are.
    assert {name: (source / STATIC / name).read_bytes() for name in files} == files


def test_a_build_without_a_registry_says_so_in_one_line(source: Path, tmp_path: Path) -> None:
    (source / STATIC / "yasgui.min.js").write_text("of another lock file")
    found, said = build(source, tmp_path / "cache", **NO_REGISTRY)
    assert set(found) == {"style.css"}
    [line] = [line for line in said.splitlines() if "warning" in line]
    assert "the pages go without query editor and graph library: " in line
    assert not (source / STATIC / "yasgui.min.js").exists()


def test_another_lock_file_has_another_place_in_the_cache(source: Path) -> None:
    before = hook().cache_folder(source)
    with (source / "publisher/web/package-lock.json").open("a") as lock:
        lock.write("\n")
    assert hook().cache_folder(source) != before


def test_what_was_fetched_at_install_is_whole(fetched_files: Path) -> None:
    module = hook()
    sizes = {name: (fetched_files / name).stat().st_size for name in module.FILES}
    assert min(sizes.values()) > 50_000, sizes
    licences = (fetched_files / module.LICENCES).read_text(encoding="utf-8")
    assert "@zazuko/yasgui 4." in licences
    assert "Permission is hereby granted" in licences


def test_no_lock_file_holds_an_address_and_no_package_is_pinned_twice() -> None:
    names: list[str] = []
    for folder in ("publisher/web", "tests/clients", "tests/pages"):
        lock = (ROOT / folder / "package-lock.json").read_text(encoding="utf-8")
        assert "resolved" not in lock
        manifest = (ROOT / folder / "package.json").read_text(encoding="utf-8")
        names += re.findall(r'^    "([^"]+)": "\d', manifest, re.MULTILINE)
    assert sorted(names) == sorted(set(names))
    assert {"@zazuko/yasgui", "cytoscape"} <= set(names)
