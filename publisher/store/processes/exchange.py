"""One question to a query process and its answer, over an open connection."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, BinaryIO

from publisher.errors import (
    NotCarried,
    PublisherError,
    QueryError,
    QueryOutOfMemory,
    QueryRefused,
    QueryTimeout,
    ResultTooLarge,
    StoreBusy,
    SurroundingsError,
)
from publisher.store import Query
from publisher.store.processes.messages import ConnectionEnded, is_ready, receive, receive_file, send, telling_lack
from publisher.store.processes.shared import Connection
from publisher.units import MEGABYTE

SEND_SECONDS = 2.0  # for a process to take a question
GRACE_SECONDS = 3.0  # after its limit, for a query's process to end; then it is killed
_ERRORS: Mapping[str, type[PublisherError]] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            QueryError,
            QueryRefused,
            QueryOutOfMemory,
            ResultTooLarge,
            StoreBusy,
            NotCarried,
            SurroundingsError,
        )
    }
)


@dataclass(frozen=True)
class Question:
    """A query, and what it may take: seconds, megabytes, megabytes of result.

    `format` names the format of the result; None asks for the query's gist.
    """

    query: Query
    format: str | None
    seconds: float
    memory_mb: int
    result_mb: int


Answer = tuple[dict[str, Any], bytes | BinaryIO]


def asked(connection: Connection, question: Question) -> bool:
    """Send a question; False when it cannot be."""
    limits = {name: value for name, value in vars(question).items() if name != "query"}
    try:
        connection.socket.settimeout(SEND_SECONDS)
        send(connection.socket, {**vars(question.query), **limits})
    except OSError:
        return False
    return True


def answered(connection: Connection, question: Question, since: float) -> Answer | None:
    """Return the head of the answer and its body; None when the process took no more questions.

    The head has the body's length in bytes, the fields of a gist, or an error (see `sound`). `since` is when the
    question was sent, by the monotonic clock. Raises QueryTimeout or QueryOutOfMemory when the process ended over the
    question, StoreBusy where no more files can be opened here.
    """
    late = since + question.seconds
    connection.socket.settimeout(max(0.0, late - time.monotonic()) + GRACE_SECONDS)
    with telling_lack():
        try:
            header = receive(connection.socket)
            if is_ready(header) is False:
                return None
            return header, _body(connection, header, question)
        except TimeoutError:
            connection.kill()
            raise _ended(question, is_late=True) from None
        except (ConnectionEnded, ConnectionError):
            raise _ended(question, time.monotonic() >= late) from None


def _body(connection: Connection, header: dict[str, Any], question: Question) -> bytes | BinaryIO:
    if "length" not in header:
        return b""
    length = int(header["length"])
    if not header["file"]:
        return connection.result(length)
    if not 0 <= length <= question.result_mb * MEGABYTE:
        raise ConnectionEnded
    return receive_file(connection.socket, length)


def _ended(question: Question, is_late: bool) -> QueryError:
    if is_late:
        return QueryTimeout(f"the query was stopped after {question.seconds:g} s")
    needed = f"it needs more than {question.memory_mb} MB of memory, or its process died"
    return QueryOutOfMemory(f"the query was stopped: {needed}")


def sound(answer: Answer) -> Answer:
    """Return an answer; raise the error that its head tells of."""
    if "error" in answer[0]:
        raise _told(answer[0])
    return answer


def _told(header: dict[str, Any]) -> PublisherError:
    kind, message = _ERRORS.get(str(header["error"]), SurroundingsError), str(header["message"])
    if issubclass(kind, QueryError):
        return kind(message, header["line"], header["column"])
    if issubclass(kind, StoreBusy):
        return kind(message, header["retry_after"])
    return kind(message)
