"""Workers share the connections of a server evenly, and take no more than they may have."""

import socket
from collections import Counter
from urllib.parse import urlsplit

from loops import answer_in
from support import Server, eventually

from publisher.serve.shares import NOBODY, Shares


def workers_of(clients: list[socket.socket], path: str) -> Counter[bytes]:
    """Return how many connections each worker has, by its number, which a request's id begins with."""
    found: Counter[bytes] = Counter()
    for client in clients:
        client.sendall(f"GET {path}healthz HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head, _ = answer_in(client)
        found[head.partition(b"x-request-id: ")[2].partition(b"-")[0]] += 1
    return found


def test_two_workers_have_as_many_connections(odd_server: Server) -> None:
    place = urlsplit(odd_server.base)
    odd_server.session.close()  # which has one too

    def is_even() -> bool:
        clients = [socket.create_connection((place.hostname, place.port), timeout=20) for _ in range(16)]
        try:
            found = workers_of(clients, place.path)
            return len(found) == 2 and max(found.values()) <= 10
        finally:
            for client in clients:
                client.close()

    eventually(is_even)


def test_who_has_more_than_another_is_told_so() -> None:
    shares = Shares(3)
    assert not shares.is_larger(0), "nobody else is there"
    shares.tell(0, 0)
    shares.tell(1, 2)
    assert (shares.is_larger(0), shares.is_larger(1)) == (False, True)
    shares.tell(0, NOBODY)
    assert not shares.is_larger(1), "who has died has no share"
