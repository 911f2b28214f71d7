"""`publisher dump`: the data of the current snapshot as a file."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from publisher.cli.commands import Context
from publisher.documents import Documents
from publisher.errors import PublisherError, SettingsError, SurroundingsError
from publisher.formats import DUMP_FORMATS, Format, by_word
from publisher.snapshot import DOCUMENTS, DUMPS


class NoSuchDump(PublisherError):
    """The snapshot has no such graph, or could not write it in that format."""

    status = 1


def run(context: Context) -> int:
    """Copy a dump file of the current snapshot."""
    row = by_word(context.asked.format, DUMP_FORMATS)
    if row is None:
        known = ", ".join(one.suffix for one in DUMP_FORMATS)
        raise SettingsError(f"--format {context.asked.format} is not known: choose one of {known}")
    with context.held() as (_, folder), _dump(context, folder, row).open("rb") as source:
        if context.asked.output is None:
            shutil.copyfileobj(source, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return 0
        try:
            with _written(context.asked.output) as target:
                shutil.copyfileobj(source, target)
        except OSError as error:
            raise SurroundingsError(f"{context.asked.output} cannot be written: {error.strerror}") from None
    return 0


def _dump(context: Context, folder: Path, row: Format) -> Path:
    """Return the file of the dump that is asked for."""
    documents = Documents(folder / DOCUMENTS)
    graph = _graph_name(documents, context.asked.graph) if context.asked.graph else None
    dumps = [one for one in documents.fact("dumps") if one["compression"] is None]
    found = next((one for one in dumps if one["graph"] == graph and one["format"] == row.name), None)
    if found is None:
        raise NoSuchDump(f"{row.label} cannot carry this graph: choose another --format")
    return folder / DUMPS / str(found["file"])


@contextmanager
def _written(path: Path) -> Iterator[BinaryIO]:
    """Open a file that gets its name when it is whole; until then what was there stays."""
    # A link, such as /dev/stdout, names what is open already; a pipe or a device cannot be replaced.
    if path.is_symlink() or (path.exists() and not path.is_file()):
        with path.open("wb") as target:
            yield target
        return
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("xb") as target:
            yield target
        if path.exists():
            shutil.copymode(path, aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _graph_name(documents: Documents, iri: str) -> str:
    graphs = documents.fact("graphs")
    for part in graphs:
        if iri in (part["iri"], part["name"]):
            return str(part["name"])
    known = ", ".join(part["iri"] for part in graphs)
    raise NoSuchDump(f"there is no graph <{iri}>; there are {known}")
