"""Threads that slow clients may hold: so many in all, so many for one of them, and documents keep theirs."""

import ipaddress
from collections import Counter
from contextlib import suppress
from threading import Lock


class Places:
    """A number of places, of which one client may take a part; nobody waits for one."""

    def __init__(self, total: int, share: int) -> None:
        self._free, self._share = total, share
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, client: str) -> bool:
        """Take a place for a client, by its address; False when there is none left, or none for this client."""
        with self._lock:
            if not self._free or (self._taken[client] >= self._share and not _may_be_many(client)):
                return False
            self._free -= 1
            self._taken[client] += 1
            return True

    def give_back(self, client: str) -> None:
        """Give back a place that the client has taken."""
        with self._lock:
            self._free += 1
            self._taken[client] -= 1
            if not self._taken[client]:
                del self._taken[client]


def _may_be_many(client: str) -> bool:
    """Whether an address may be a proxy's, behind which everybody else stands: one of this machine or this network."""
    with suppress(ValueError):
        return ipaddress.ip_address(client).is_private
    return True
