"""Which requests are answered in a moment, so that others may wait for them: documents of few statements, as RDF."""

from collections.abc import Callable
from typing import Any

from publisher.formats import DOCUMENT_FORMATS, HTML, by_suffix
from publisher.negotiation import choose_format
from publisher.views.addresses import prefix_of, requested_path
from publisher.views.known import LIGHT, Light, addresses_of
from publisher.views.live import Live

# Characters of statements that are written in 1 to 2 ms, in any format but HTML, which takes three times as long.
FEW = 12_000
DOCUMENTS = ("/doc/", "/id/")
Judge = Callable[[dict[str, Any]], bool]


def small_below(base: str, current: Callable[[], Live]) -> Judge:
    """Return what tells of a request under a base, as the server has it, whether it is answered in a moment."""
    prefix = prefix_of(base)
    below = tuple(prefix + one for one in DOCUMENTS)

    def is_small(environ: dict[str, Any]) -> bool:
        asked: str = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ["QUERY_STRING"] or not asked.startswith(below):
            return False
        try:
            path = requested_path(asked[len(prefix) :].encode("latin-1").decode("utf-8"))
            light = environ[LIGHT] = _light(path, environ.get("HTTP_ACCEPT", ""), current())
            return light is not None
        except Exception:  # whatever it is, a view meets it too, and tells
            return False

    return is_small


def _light(path: str, accept: str, live: Live) -> Light | None:
    """Return what a path may mean if that is RDF of few statements."""
    stem, dot, suffix = path.rpartition(".")
    named = by_suffix(suffix) if dot else None
    if (named or choose_format(accept, DOCUMENT_FORMATS) or HTML) is HTML:
        return None
    paths = (path, stem) if named else (path,)
    documents = live.documents.light((one for each in paths for one in addresses_of(each, live.base)), FEW)
    return Light(live, documents) if documents is not None else None
