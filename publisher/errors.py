"""The package's own errors: each says what is wrong, where, and what to do."""


class PublisherError(Exception):
    """Anything that a user is to be told about in one clear message.

    `status` is the exit status of the command that meets it: 1 when the data did not pass or something
    was not found, 2 for wrong usage, configuration or surroundings.
    """

    status = 2


class SettingsError(PublisherError):
    """`publisher.toml` or the environment cannot be used as it stands."""


class SurroundingsError(PublisherError):
    """The machine does not let us work: disk full, folder not writable, port in use."""


class SourceError(PublisherError):
    """The sources cannot be published as they stand."""

    status = 1


class SnapshotNotFound(PublisherError):
    """There is no such snapshot, or none at all."""

    status = 1


class OtherLayout(PublisherError):
    """The files of a snapshot are laid out as another version of the publisher does, which alone understands them."""

    status = 1


class QueryError(PublisherError):
    """A query is not SPARQL 1.1: where it goes wrong, counted from 1, when that is known."""

    status = 1

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryRefused(QueryError):
    """A query asks for what this read-only, closed endpoint never does: an update, or SERVICE."""


class QueryStopped(QueryError):
    """A query was ended before it was complete; what it could have answered is unknown."""


class QueryTimeout(QueryStopped):
    """A query ran into its limit of time."""


class QueryOutOfMemory(QueryStopped):
    """A query ran into its limit of memory, or its process died for another reason."""


class ResultTooLarge(QueryStopped):
    """A result is larger than the configured limit."""


class StoreBusy(PublisherError):
    """A query cannot be answered now: the queue is full, or the disk; try again in `retry_after` seconds."""

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StoreUnreachable(StoreBusy):
    """There is nobody to answer queries: their processes are not running."""


class SearchStopped(PublisherError):
    """A search was ended because it took too long: its words are found in too many names."""


class NotCarried(PublisherError):
    """A format cannot carry this graph (XML 1.0 and control characters, for example)."""
