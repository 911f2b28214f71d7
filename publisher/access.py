"""One line in the log for each request: id, client, request, status, bytes, time."""

import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import count
from typing import Any
from urllib.parse import quote

from publisher.mount import Application, StartResponse

HEADER = "X-Request-Id"


def logged(application: Application, write: Callable[[str], Any] | None = None) -> Application:
    """Return an application that gives each request an id, tells it in a header, and logs how it was answered.

    `write` takes a whole line; by default it goes to standard error in one piece.
    """
    numbers = count(1)
    start = f"{os.getpid():x}-{int(time.time()):x}"
    log = write or sys.stderr.write

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        began = time.perf_counter()
        request_id = f"{start}-{next(numbers):x}"
        environ["publisher.request_id"] = request_id

        def started(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            milliseconds = (time.perf_counter() - began) * 1000
            # A full disk or a closed pipe behind the log is no reason not to answer.
            with suppress(OSError, ValueError):
                log(_line(environ, request_id, status, headers, milliseconds))
            return start_response(status, [*headers, (HEADER, request_id)], exc_info)

        return application(environ, started)

    return answer


def log_fault(environ: dict[str, Any], fault: BaseException) -> None:
    """Write what broke, under the id of its request: for the operator, never for the client."""
    text = "".join(traceback.format_exception(fault))
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{environ.get('publisher.request_id', '-')} {text}")


def _line(
    environ: dict[str, Any], request_id: str, status: str, headers: list[tuple[str, str]], milliseconds: float
) -> str:
    size = next((value for name, value in headers if name.lower() == "content-length"), "-")
    path = environ.get("PATH_INFO", "")
    # As it came: WSGI hands over bytes as Latin-1. Encoded, so that nobody can write a second line into the log.
    target = quote(path.encode("latin-1", "replace"), safe="/~!$&'()*+,;=:@-._")
    query = environ.get("QUERY_STRING", "")
    if query:
        target += "?" + quote(query, safe="/~!$&'()*+,;=:@-._?%")
    method = "".join(filter(str.isalpha, environ.get("REQUEST_METHOD", "-")))[:16]
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    client = environ.get("REMOTE_ADDR", "-")
    return f"{moment} {request_id} {client} {method} {target[:2000]} {status[:3]} {size} {milliseconds:.1f}ms\n"
