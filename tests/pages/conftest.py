"""What tests of pages in a browser share: one Chromium, and the visits that a test makes with it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from visiting import Visits, browsing

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Run one Chromium for all tests; skip what needs it where it is not installed."""
    with browsing() as chromium:
        yield chromium


@pytest.fixture
def visit(browser: "Browser") -> Iterator[Visits]:
    """Give what opens pages (`visit(address, width=390, theme="dark", language="ja", script=False)`).

    The test fails where the browser complains of any of them: errors and warnings of the console, breaches of the
    policy, requests to other hosts; `Visit.pardon` takes out what is meant.
    """
    with Visits(browser) as visits:
        yield visits
