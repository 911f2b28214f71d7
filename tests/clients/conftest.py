"""What the tests of JavaScript clients share: their packages, installed once."""

from pathlib import Path

import pytest
from javascript import installed


@pytest.fixture(scope="session")
def packages() -> Path:
    """Return the folder of the npm packages; skip what needs them where they cannot be had."""
    return installed(Path(__file__).parent)
