"""Where the server listens, kept for it from before the build until the end."""

import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from publisher.errors import SettingsError, SurroundingsError


@dataclass(frozen=True)
class Address:
    """A host, by name or number, and a port."""

    host: str
    port: int

    @property
    def base(self) -> str:
        """The base IRI of a site that is published where it listens."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}/" if self.port == 80 else f"http://{host}:{self.port}/"

    @property
    def reachable(self) -> str:
        """The address at which this machine reaches a server that listens here."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)


def is_loopback(host: str) -> bool:
    """Return whether a host name or address means this machine alone."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def check_reach(address: Address, base: str | None) -> None:
    """Refuse to listen where others reach us under a base that they cannot reach; SettingsError says what to set."""
    if not is_loopback(address.host) and (base is None or is_loopback(urlsplit(base).hostname or "")):
        problem = f"the base {base} cannot" if base else "no base is set"
        raise SettingsError(
            f"{address.host} can be reached from outside, but {problem}: "
            "set base_iri in publisher.toml, or give --base-iri, to the address that people will use"
        )


@contextmanager
def reserved(address: Address) -> Iterator[Address]:
    """Keep a port for the server that this process will start; give the address as a number.

    SurroundingsError when it cannot be had: another one listens there, or it is not of this machine.
    """
    try:
        place = _bound(address)
    except (OSError, UnicodeError) as error:  # UnicodeError: a name that the rules of names do not allow
        reason = error.strerror if isinstance(error, OSError) else "this is no name of a host"
        raise SurroundingsError(
            f"cannot listen on {address.host} port {address.port}: {reason}; "
            "choose another with --port N or --host ADDRESS"
        ) from None
    with place:
        number = str(place.getsockname()[0])
        if sys.platform == "linux":
            # From now on our workers, who share the port in this way, may join; somebody else's probe may not.
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        else:
            place.close()
        yield Address(number, address.port)


def _bound(address: Address) -> socket.socket:
    family, _, _, _, found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0]
    place = socket.socket(family, socket.SOCK_STREAM)
    try:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(found)
    except OSError:
        place.close()
        raise
    return place
