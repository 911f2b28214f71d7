"""The browser of the tests is what it is told to be, and complains of what it should."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from visiting import Visit, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Browser

POLICY = "default-src 'none'; script-src 'self' 'unsafe-inline'"
PAGES = {
    "/": "<p>well</p>",
    "/thrown": "<script>throw new Error('thrown by the page')</script>",
    "/styled": "<p style='color: red'>styled against the policy</p>",
    "/elsewhere": "<img src='https://elsewhere.example/picture.png' alt=''>",
    "/script": "<p>plain</p><script>document.querySelector('p').textContent = 'enhanced'</script>",
}


class Handler(BaseHTTPRequestHandler):
    """Serves those pages, the others as missing."""

    def do_GET(self) -> None:
        page = PAGES.get(self.path)
        body = f"<!doctype html><title>t</title><link rel=icon href='data:,'>{page}".encode()
        self.send_response(200 if page else 404)
        for name, value in {"Content-Type": "text/html", "Content-Length": len(body)}.items():
            self.send_header(name, str(value))
        if self.path == "/styled":
            self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def pages() -> Iterator[str]:
    """Serve the pages; give the address of their folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_visit_has_its_width_theme_language_and_script(visit: Visits, pages: str) -> None:
    page = visit(pages + "/script", width=390, theme="dark", language="ja").page
    assert page.evaluate("[innerWidth, navigator.language]") == [390, "ja"]
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert page.inner_text("p") == "enhanced"
    assert visit(pages + "/script", script=False).page.inner_text("p") == "plain"


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(
    ("path", "words"),
    [("/styled", "style-src"), ("/elsewhere", "elsewhere.example"), ("/missing", "404")],
)
def test_what_goes_wrong_is_told(browser: "Browser", pages: str, path: str, words: str, script: bool) -> None:
    with pytest.raises(AssertionError, match=words), Visits(browser) as visits:
        visits(pages + path, script=script)


def test_an_error_of_a_script_is_told_and_can_be_pardoned(visit: Visits, pages: str) -> None:
    found: Visit = visit(pages + "/thrown")
    with pytest.raises(AssertionError, match="thrown by the page"):
        found.pardon("something else")
    found.pardon("thrown by the page")
    assert found.troubles == []
