"""Mount an application under its base, whatever requests say of host, scheme and prefix."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

from werkzeug.wrappers import Response

from publisher.rendering.links import SAFE, encoded

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

# What proxies and clients say of where they think they are: only the base knows.
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_PREFIX")


def is_bodiless(environ: dict[str, Any]) -> bool:
    """Return whether a request has no body."""
    return environ.get("CONTENT_LENGTH", "") in ("", "0") and "HTTP_TRANSFER_ENCODING" not in environ


def mounted(application: Application, base: str) -> Application:
    """Return an application for which every request is one to the base; what lies outside is no business of its.

    The base's path without its slash redirects to it (308).
    """
    parts = urlsplit(base)
    # WSGI hands over the decoded bytes of a path as Latin-1.
    prefix = unquote_to_bytes(parts.path.rstrip("/")).decode("latin-1")
    place = {"HTTP_HOST": parts.netloc, "wsgi.url_scheme": parts.scheme, "SCRIPT_NAME": prefix}

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        asked = environ.get("PATH_INFO", "")
        if prefix and asked == prefix:
            return _to_base(base, environ.get("QUERY_STRING", ""))(environ, start_response)
        if not asked.startswith(f"{prefix}/") and prefix:
            return _outside(base)(environ, start_response)
        for name in FORWARDED:
            environ.pop(name, None)
        return application({**environ, **place, "PATH_INFO": asked[len(prefix) :]}, start_response)

    return answer


def _to_base(base: str, query: str) -> Response:
    url = encoded(base) + (f"?{quote(query.encode('latin-1'), safe=SAFE)}" if query else "")
    headers = {"Location": url, "Cache-Control": "public, no-cache"}
    return Response(f"{url}\n", 308, headers, content_type="text/plain; charset=utf-8")


def _outside(base: str) -> Response:
    problem = {"type": "about:blank", "title": "Not Found", "status": 404, "detail": f"This site begins at {base}"}
    body = json.dumps(problem, ensure_ascii=False, indent=1) + "\n"
    return Response(body, 404, {"Cache-Control": "no-store"}, content_type="application/problem+json")
