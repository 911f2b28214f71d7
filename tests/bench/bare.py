"""The limit for a server in Python: a WSGI callable that answers from a dict, under the same granian."""

import sys
from collections.abc import Callable, Iterable
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

BODY = b"x" * 2048
HEADERS = [("Content-Type", "text/turtle"), ("Content-Length", str(len(BODY))), ("ETag", '"x"')]
ANSWERS = {"/": BODY}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with the same body always."""
    start_response("200 OK", HEADERS)
    return (ANSWERS[environ["PATH_INFO"]],)


if __name__ == "__main__":
    port, workers, threads = map(int, sys.argv[1:])
    server = Granian(
        "bare",
        port=port,
        workers=workers,
        blocking_threads=threads,
        interface=Interfaces.WSGI,
        websockets=False,
        log_level=LogLevels.error,
    )
    server.serve(target_loader=lambda _target: application)
