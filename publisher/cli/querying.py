"""`publisher query`: ask the current snapshot, in query processes as the server has them."""

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

from publisher.cli.commands import Context
from publisher.cli.table import table
from publisher.errors import PublisherError, QueryError, QueryTimeout, SettingsError
from publisher.formats import RDF_FORMATS, RESULT_FORMATS, RESULTS_JSON, TURTLE, Format, by_word
from publisher.namespaces import Prefixes
from publisher.settings import Limits
from publisher.snapshot import DOCUMENTS, STORE, Manifest
from publisher.sources import mover
from publisher.store import Query, Store
from publisher.store.diagnosis.excerpt import excerpt
from publisher.store.processes.starting import query_processes
from publisher.store.processes.task import Task, Telling
from publisher.store.sparql.language import QueryText, analyse

TABLE = "table"
TIMEOUT_GIVEN = "as --timeout says: give it more, or ask for less"
TIMEOUT_SET = "as [limits] query_seconds says: give it more with --timeout SECONDS, or ask for less"
# Seconds; what waits for a process counts milliseconds in 32 bits.
LONGEST = 1_000_000.0
# What is rather the name of a file than a query: one word with an ending.
_FILE_NAME = re.compile(r"[^\s{}<>\"'?]+\.(rq|ru|sparql|txt)", re.IGNORECASE)


def run(context: Context) -> int:
    """Print the result of a query."""
    with _undone_at_the_end(), context.held() as (manifest, folder):
        _run(context, manifest, folder)
    return 0


class _Ended(BaseException):
    """A signal came that ends the command."""


@contextmanager
def _undone_at_the_end() -> Iterator[None]:
    """Let a signal that ends this process first undo what the block has set up: processes and their private folder."""

    def end(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        raise _Ended(number)

    ending = [number for number in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(number) is not signal.SIG_IGN]
    handlers = {number: signal.signal(number, end) for number in ending}
    try:
        yield
    except _Ended as ended:
        signal.raise_signal(ended.args[0])
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _run(context: Context, manifest: Manifest, folder: Path) -> None:
    prefixes, limits = Prefixes(manifest.prefixes), _limits(context)
    query = Query(_text(context.asked.query), manifest.base + "sparql")
    moved = replace(query, text=mover(manifest.site["authored_base"], manifest.base).sparql(query.text))
    try:
        text = analyse(query.text, prefixes, query.base)
        row = _format(context.asked.format, text)
        telling = Telling(str(folder / DOCUMENTS), manifest.base, limits.incoming)
        task = Task(folder / STORE, prefixes, limits, 1, telling, overlaps=manifest.overlaps)
        with query_processes(task) as store:
            try:
                _print(store, moved, row, prefixes)
            except QueryError as error:
                if error.line is not None and moved != query:
                    # The same mistake, told at its place in the query as it was asked.
                    store.respond(query, row or RESULTS_JSON).close()
                raise
    except QueryTimeout as error:
        given = context.asked.timeout is not None
        raise QueryTimeout(f"{error}, {TIMEOUT_GIVEN if given else TIMEOUT_SET}") from None
    except QueryError as error:
        if error.line is not None:
            place = f"line {error.line}, column {error.column}"
            shown = excerpt(query.text, error.line, error.column or 1).text
            raise BadQuery(f"{place}: {error}{_hint(context.asked.query)}\n{shown}") from None
        raise


def _limits(context: Context) -> Limits:
    """Return what the query may take; who asks here may give it more time than the server gives."""
    limits, seconds = context.settings.limits, context.asked.timeout
    if seconds is None:
        return limits
    if not seconds > 0:
        raise SettingsError(f"--timeout is {seconds:g}: it must be a number of seconds greater than 0")
    return replace(limits, query_seconds=min(seconds, LONGEST))


class BadQuery(PublisherError):
    """A query that is not SPARQL, with its place in the message, and below that the place itself."""

    status = 1


def _text(asked: str) -> str:
    """Return the query: the text itself, @FILE, or - for standard input."""
    if asked != "-" and not asked.startswith("@"):
        return asked
    name = "standard input" if asked == "-" else asked[1:]
    try:
        content = sys.stdin.buffer.read() if asked == "-" else Path(name).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"the query {name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"the query {name} is not UTF-8: byte {error.start + 1}") from None


def _hint(asked: str) -> str:
    """Return what to do where the text of a query is the name of a file."""
    is_file = os.path.isfile(asked) or _FILE_NAME.fullmatch(asked)
    return f"; to ask what a file holds write @{asked}" if is_file else ""


def _format(asked: str | None, text: QueryText) -> Format | None:
    """Return the format to print in; None for the table."""
    formats = RDF_FORMATS if text.form in ("CONSTRUCT", "DESCRIBE") else RESULT_FORMATS
    if asked is None or asked == TABLE:
        return TURTLE if formats is RDF_FORMATS else None
    row = by_word(asked, formats)
    if row is None or row.name == "html":
        names = [one.suffix for one in formats] if formats is RDF_FORMATS else [TABLE, *(one.name for one in formats)]
        known, article = ", ".join(name for name in names if name != "html"), "an" if text.form == "ASK" else "a"
        raise SettingsError(f"--format {asked} does not fit {article} {text.form} query: choose one of {known}")
    return row


def _print(store: Store, query: Query, row: Format | None, prefixes: Prefixes) -> None:
    with store.respond(query, row or RESULTS_JSON) as result:
        if row is None:
            sys.stdout.write(table(result.read(), prefixes))
            return
        for chunk in result.chunks():
            sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()
