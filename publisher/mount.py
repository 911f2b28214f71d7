"""Mount an application under the path of the base."""

import json
from collections.abc import Callable, Iterable
from typing import Any

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


def mounted(application: Application, path: str) -> Application:
    """Return an application that answers below `path` ("/" or "/kg/") and knows nothing of what is outside.

    The path without its slash redirects to it (308), by an absolute path: the request's Host is not repeated.
    """
    prefix = path.rstrip("/")
    if not prefix:
        return application

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        asked = environ.get("PATH_INFO", "")
        if asked == prefix:
            start_response("308 Permanent Redirect", [("Location", path), ("Content-Length", "0")])
            return [b""]
        if not asked.startswith(path):
            return _outside(path, environ, start_response)
        environ["SCRIPT_NAME"] = prefix
        environ["PATH_INFO"] = asked[len(prefix) :]
        return application(environ, start_response)

    return answer


def _outside(path: str, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    problem = {"type": "about:blank", "title": "Not Found", "status": 404, "detail": f"This site begins at {path}"}
    body = json.dumps(problem).encode() + b"\n"
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Access-Control-Allow-Origin", "*"),
    ]
    start_response("404 Not Found", headers)
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]
