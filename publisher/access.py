"""One line in the log for each request: id, client, request, status, bytes, time."""

import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from itertools import count
from typing import Any
from urllib.parse import quote

from publisher.mount import Application, StartResponse
from publisher.negotiation import remembered

HEADER = "X-Request-Id"
# In the environment of a request: when it was read, by `time.perf_counter`, if that was before it is asked for here.
BEGAN = "publisher.began"
REASONS = "publisher.reasons"
LENGTHS = ("Content-Length", "content-length")
OF_PATHS, OF_QUERIES = "/~!$&'()*+,;=:@-._", "/~!$&'()*+,;=:@-._?%"
LONGEST_TARGET = 2000


class Identities:
    """Gives each request of a process an id of its own."""

    def __init__(self) -> None:
        self._start = f"{os.getpid():x}-{int(time.time()):x}"
        self._numbers = count(1)

    def __call__(self) -> str:
        """Return the next."""
        return f"{self._start}-{next(self._numbers):x}"


def logged(
    application: Application, write: Callable[[str], Any] | None = None, identify: Callable[[], str] | None = None
) -> Application:
    """Return an application that gives each request an id, tells it in a header, and logs how it was answered.

    `write` takes a whole line; by default it goes to standard error in one piece. The header is the last one.
    """
    log, identify = write or sys.stderr.write, identify or Identities()
    # A full disk or a closed pipe behind the log is no reason not to answer.
    whatever_the_log = suppress(OSError, ValueError)

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        began = environ.pop(BEGAN, None) or time.perf_counter()
        request_id = environ["publisher.request_id"] = environ.get("publisher.request_id") or identify()
        environ[REASONS] = []

        def started(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            milliseconds = (time.perf_counter() - began) * 1000
            with whatever_the_log:
                client, what = environ.get("REMOTE_ADDR", "-"), told(environ, status, headers)
                reasons = "".join(f' reason="{words}"' for words in environ[REASONS])
                now = moment(int(time.time()))
                log(f"{line(now, request_id, client, what, milliseconds)}{reasons}\n")
            return start_response(status, [*headers, (HEADER, request_id)], exc_info)

        return application(environ, started)

    return answer


def log_reason(environ: dict[str, Any], words: str) -> None:
    """Let the line of a request tell why it is answered as it is: a few words without quotes."""
    environ.get(REASONS, []).append(words)


def log_fault(environ: dict[str, Any], fault: BaseException) -> None:
    """Write what broke, under the id of its request: for the operator, never for the client."""
    text = "".join(traceback.format_exception(fault))
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{environ.get('publisher.request_id', '-')} {text}")


def line(now: str, request_id: str, client: str, what: str, milliseconds: float) -> str:
    """Return the line of a request, without its end; `now` is a `moment`, `what` what was `told`."""
    return f"{now} {request_id} {client} {what} {milliseconds:.1f}ms"


def told(environ: dict[str, Any], status: str, headers: list[tuple[str, str]]) -> str:
    """Return what the log tells of a request and its answer that is the same for each that is like it."""
    size = next((value for name, value in headers if name in LENGTHS), "-")
    return f"{_method(environ.get('REQUEST_METHOD', ''))} {_target(environ)} {status[:3]} {size}"


def _target(environ: dict[str, Any]) -> str:
    """Return what was asked for as it came, encoded, so that nobody can write a second line into the log."""
    target, query = _encoded(environ.get("PATH_INFO", ""), OF_PATHS), environ.get("QUERY_STRING", "")
    return (f"{target}?{_encoded(query, OF_QUERIES)}" if query else target)[:LONGEST_TARGET] or "-"


@remembered
def _encoded(text: str, safe: str) -> str:
    return quote(text.encode("latin-1", "replace"), safe=safe)  # WSGI hands over bytes as Latin-1


@remembered
def _method(method: str) -> str:
    return "".join(filter(str.isalpha, method))[:16] or "-"


@lru_cache(maxsize=2)
def moment(second: int) -> str:
    """Return a time, in seconds since 1970, as the log writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))
