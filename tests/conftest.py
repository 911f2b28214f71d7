"""Servers that tests share: the site of this repository, and small ones for IRIs of every shape and for conformance."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conformance_site import LIMITS, write_conformance_site
from odd_site import write_odd_site
from support import ROOT, Server, lacking, serving


@pytest.fixture(scope="session")
def site_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the site of this repository at the root of a port."""
    with serving(ROOT, tmp_path_factory.mktemp("site") / "state") as server:
        yield server


@pytest.fixture(scope="session")
def odd_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the odd site under /kg/, with one query at a time, two seconds each, and small bodies."""
    folder = tmp_path_factory.mktemp("odd")
    limits = {"PUBLISHER_LIMITS_REQUEST_BYTES": "20000", "PUBLISHER_LIMITS_RESULT_MB": "1"}
    with serving(write_odd_site(folder / "site"), folder / "state", "kg/", **limits) as server:
        yield server


@pytest.fixture(scope="session")
def conformance_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the conformance site under /kg/, in one worker and under the limits that it says it has."""
    folder = tmp_path_factory.mktemp("conformance")
    limits = {f"PUBLISHER_LIMITS_{key.upper()}": f"{value:g}" for key, value in LIMITS.items()}
    site = write_conformance_site(folder / "site")
    with serving(site, folder / "state", "kg/", PUBLISHER_SERVE_WORKERS="1", **limits) as server:
        yield server


@pytest.fixture(scope="session")
def fetched_files() -> Path:
    """Return the folder of static files with those that come from npm; skip what needs these where they are missing."""
    static = ROOT / "publisher/web/static"
    if not (static / "yasgui.min.js").is_file():
        lacking("the npm packages of publisher/web were not fetched when the project was installed")
    return static
