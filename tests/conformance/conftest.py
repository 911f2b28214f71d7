"""The server that cases of conformance share."""

from collections.abc import Iterator

import pytest
from cases import FOLDER, SETTINGS
from support import Server, serving, write_site


@pytest.fixture(scope="session", params=("512", "0"), ids=("in memory", "on disk"))
def case_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the dataset of the evaluation cases, and nothing else: from memory, and from disk."""
    folder = tmp_path_factory.mktemp("cases")
    site = write_site(folder / "site", {"data/data.trig": (FOLDER / "data.trig").read_bytes()}, SETTINGS)
    with serving(site, folder / "state", PUBLISHER_SERVE_MEMORY_MB=request.param) as server:
        yield server
