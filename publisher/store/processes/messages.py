"""The messages between a program and its query processes: a length, then JSON, then perhaps a file."""

import errno
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from publisher.errors import StoreBusy

PIECE = 262_144  # bytes that are taken at once
LARGEST = 64_000_000  # bytes of one JSON message; a query's text is far below


class ConnectionEnded(Exception):
    """The other side has gone before its message was whole."""


def send(connection: socket.socket, message: dict[str, Any]) -> None:
    """Send a message."""
    text = json.dumps(message).encode()
    connection.sendall(len(text).to_bytes(4, "big") + text)


def tell_ready(connection: socket.socket, is_ready: bool, process: int | None = None) -> None:
    """Tell the other side that a process waits for its questions, or that no more will be taken here."""
    send(connection, {"ready": is_ready, "process": process})


def is_ready(message: dict[str, Any]) -> bool | None:
    """Return what `tell_ready` told; None when the message is another."""
    told = message.get("ready")
    return told if isinstance(told, bool) else None


def receive(connection: socket.socket) -> dict[str, Any]:
    """Return the next message; ConnectionEnded when there is none, or none that can be right."""
    length = int.from_bytes(_bytes(connection, 4), "big")
    if length > LARGEST:
        raise ConnectionEnded
    try:
        message = json.loads(_bytes(connection, length))
    except ValueError:
        raise ConnectionEnded from None
    if not isinstance(message, dict):
        raise ConnectionEnded
    return message


def _bytes(connection: socket.socket, length: int) -> bytes:
    """Return exactly `length` bytes."""
    data = _next(connection, length)
    if len(data) == length:
        return data
    pieces, left = [data], length - len(data)
    while left:
        pieces.append(_next(connection, left))
        left -= len(pieces[-1])
    return b"".join(pieces)


def _next(connection: socket.socket, most: int) -> bytes:
    """Return what has come next, at least one byte unless none is wanted."""
    if not most:
        return b""
    try:
        data = connection.recv(min(most, PIECE))
    except ConnectionError:
        data = b""
    if not data:
        raise ConnectionEnded
    return data


def send_file(connection: socket.socket, file: BinaryIO) -> None:
    """Hand over an open file."""
    socket.send_fds(connection, [b"F"], [file.fileno()])


def receive_file(connection: socket.socket, length: int) -> BinaryIO:
    """Return the file that is handed over, which must hold `length` bytes.

    OSError (EMFILE) when this process has too many files open to take it.
    """
    try:
        data, descriptors, flags, _ = socket.recv_fds(connection, 1, 1)
    except ConnectionError:
        data, descriptors, flags = b"", [], 0
    if flags & socket.MSG_CTRUNC:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
    if not data or not descriptors:
        raise ConnectionEnded
    file = os.fdopen(descriptors[0], "rb", buffering=0)
    if os.fstat(file.fileno()).st_size != length:
        file.close()
        raise ConnectionEnded
    return file


@contextmanager
def telling_lack() -> Iterator[None]:
    """Turn the lack of what connections take here, of files that may be open mostly, into StoreBusy."""
    try:
        yield
    except OSError as error:
        told = f"no connection to a query process can be had: {error.strerror}; try again in a moment"
        raise StoreBusy(told) from None
