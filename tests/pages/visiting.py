"""Chromium as readers have it: of a width, theme and language, with or without script; and what it complains of."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from support import lacking, need

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

# Nothing but loopback: the browser looks no name up, and fetches nothing of its own.
OPTIONS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
MILLISECONDS = 30_000
TOLD = ("error", "warning")
# Each breach of the policy as an event, beside what the console says of it.
REPORTING = """addEventListener('securitypolicyviolation', (event) => {
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});"""


@contextmanager
def browsing() -> Iterator["Browser"]:
    """Run Chromium; skip the test that wants it where it, or what drives it, is not installed."""
    chromium = need("chromium")
    if find_spec("playwright") is None:
        lacking("playwright is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Without a sandbox: tests run as root in containers too, and open no page but their own.
        browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS, chromium_sandbox=False)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """An open page: Playwright's own `page`, what went wrong on it, and the address of each request that it made."""

    page: "Page"
    troubles: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def pardon(self, words: str) -> None:
        """Take the troubles that hold some words for expected; there must be one."""
        kept = [trouble for trouble in self.troubles if words not in trouble]
        assert len(kept) < len(self.troubles), f"nothing went wrong with {words!r}: {self.troubles}"
        self.troubles[:] = kept

    def overflow(self) -> int:
        """Return how many pixels the page is wider than the window; script must be on."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def screenshot(self, path: Path, whole: bool = True) -> Path:
        """Write a picture of the page, or of what the window shows of it."""
        self.page.screenshot(path=path, full_page=whole, animations="disabled")
        return path

    def listen(self) -> Self:
        """Note from now on what the page asks for and what goes wrong on it."""
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.on("request", self._asked)
        return self

    def _said(self, message: "ConsoleMessage") -> None:
        if message.type in TOLD:
            self.troubles.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _asked(self, request: "Request") -> None:
        self.requests.append(request.url)
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.troubles.append(f"asks another host: {request.url}")


class Visits:
    """The pages that a test opens, each in a profile of its own; at the end none of them may have troubles."""

    def __init__(self, browser: "Browser") -> None:
        self._browser = browser
        self._open: list[Visit] = []

    def __call__(
        self,
        address: str,
        width: int = 1280,
        height: int = 900,
        theme: str = "light",
        language: str = "en",
        script: bool = True,
        **context: Any,
    ) -> Visit:
        """Open an address as a reader who has that window, theme and language; `context` is Playwright's."""
        opened = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,  # type: ignore[arg-type]
            locale=language,
            java_script_enabled=script,
            reduced_motion="reduce",
            **context,
        )
        opened.set_default_timeout(MILLISECONDS)
        opened.add_init_script(REPORTING)
        visit = Visit(opened.new_page()).listen()
        self._open.append(visit)
        visit.page.goto(address)
        return visit

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for visit in self._open:
            visit.page.context.close()
        if kind is None:
            troubles = [trouble for visit in self._open for trouble in visit.troubles]
            assert not troubles, "the browser complains:\n" + "\n".join(troubles)
