"""The limit for a server in Python: each request is parsed by the same parser in the same loop."""

import asyncio
import os
import socket
import sys

import uvloop
from httptools import HttpRequestParser

from publisher.store.processes.isolation import end_with_parent

BODY = b"x" * 2048
HEAD = b'HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\nContent-Length: %d\r\nETag: "x"\r\n\r\n' % len(BODY)
ANSWERS = {b"/": HEAD + BODY}


class Bare(asyncio.Protocol):
    """A connection on which each request has the same answer."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self._parser = transport, HttpRequestParser(self)
        self._url = b""

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._url = url

    def on_message_complete(self) -> None:
        self._transport.write(ANSWERS[self._url.partition(b"?")[0]])  # type: ignore[attr-defined]


async def serve(listening: socket.socket) -> None:
    server = await asyncio.get_running_loop().create_server(Bare, sock=listening)
    await server.serve_forever()


if __name__ == "__main__":
    port, workers = map(int, sys.argv[1:])
    listening = socket.create_server(("127.0.0.1", port))
    first = os.getpid()
    for _ in range(workers - 1):
        if os.fork() == 0:
            end_with_parent(first)
            break
    uvloop.run(serve(listening))
