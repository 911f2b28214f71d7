"""What the publisher asks of a SPARQL store, in words that hold for any store."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from publisher.formats import Format
from publisher.store.files import write_store

__all__ = ["Query", "Resource", "Result", "Store", "Term", "write_store"]

Resource = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple
CHUNK = 65_536


@dataclass(frozen=True)
class Query:
    """A query and the circumstances of its evaluation.

    `base` resolves relative IRIs. `default_graphs` and `named_graphs` are the protocol's dataset: where either is
    given it replaces the query's own, and the other one, if None, is empty. `seconds` may shorten the store's limit.
    """

    text: str
    base: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    seconds: float = float("inf")


@dataclass(frozen=True)
class Gist:
    """What is to be known of a query before it is evaluated: its form, and whether two evaluations may differ."""

    form: str
    volatile: bool


class Result:
    """A complete body, `length` bytes of `format`, in memory or in a file without a name; close it after use."""

    def __init__(self, format: Format, body: bytes | BinaryIO, length: int) -> None:
        self.format = format
        self.length = length
        self._body = body

    def chunks(self) -> Iterator[bytes]:
        """Yield the body from its start in pieces of at most 64 KB."""
        for start in range(0, self.length, CHUNK):
            if isinstance(self._body, bytes):
                yield self._body[start : start + CHUNK]
            else:
                yield os.pread(self._body.fileno(), CHUNK, start)

    def read(self) -> bytes:
        """Return the whole body."""
        return self._body if isinstance(self._body, bytes) else b"".join(self.chunks())

    def close(self) -> None:
        """Give the file back, if there is one."""
        if not isinstance(self._body, bytes):
            self._body.close()

    def __enter__(self) -> "Result":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class Asking(Protocol):
    """A result that has been asked for: it is fetched in the end, or given up; by one thread at a time."""

    def fileno(self) -> int:
        """Return the descriptor that can be read from once it has come."""
        ...

    def come(self) -> int | None:
        """Wait until it has come; return its bytes, or None where there is none: `result` tells why."""
        ...

    def result(self) -> Result:
        """Return it, whenever it comes (`Store.respond`)."""
        ...

    def close(self) -> None:
        """Give it up, when it has come: that is waited for."""
        ...


class Store(Protocol):
    """A SPARQL store that answers queries and nothing else.

    Each of these raises QueryError for what is not SPARQL, QueryRefused for updates and SERVICE, QueryTimeout,
    QueryOutOfMemory and ResultTooLarge for what runs into a limit, StoreBusy when there is no one to answer or no room
    for the result, SurroundingsError when the store cannot be read.
    """

    def respond(self, query: Query, format: Format) -> Result:
        """Return the whole result; NotCarried when the format cannot carry it.

        A DESCRIBE gives each resource's description as its document does, cut to the query's dataset.
        """
        ...

    def begin(self, query: Query, format: Format) -> Asking | None:
        """Ask for a result that is to be fetched (`respond`); None where one would have to wait to ask."""
        ...

    def gist(self, query: Query) -> Gist:
        """Return what the tokens of a query tell; what they have against it is raised."""
        ...

    def select(self, query: Query) -> list[dict[str, Term]]:
        """Return the solutions of a SELECT without their unbound variables; of an ASK, one or none, empty."""
        ...

    def close(self) -> None:
        """Free what the store holds on this side."""
        ...
