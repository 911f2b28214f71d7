"""Tell the requests that need nothing of what Flask does for a request."""

from typing import Any

from publisher.mount import is_bodiless
from publisher.views.conditions import CONDITIONS
from publisher.views.responses import REFUSED

# What makes a request more than a question.
MORE = CONDITIONS | {REFUSED}


def is_plain(environ: dict[str, Any]) -> bool:
    """Return whether a request asks for an answer, whole, on no condition and without a body."""
    return environ["REQUEST_METHOD"] == "GET" and MORE.isdisjoint(environ) and is_bodiless(environ)
