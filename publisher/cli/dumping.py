"""`publisher dump`: the data of the current snapshot as a file."""

import shutil
import sys

from publisher.cli.commands import Context
from publisher.documents import Documents
from publisher.errors import PublisherError, SettingsError, SurroundingsError
from publisher.formats import DUMP_FORMATS, by_word
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
    manifest = context.current()
    folder = context.state.folder(manifest.id)
    documents = Documents(folder / DOCUMENTS)
    graph = _graph_name(documents, context.asked.graph) if context.asked.graph else None
    dumps = [one for one in documents.fact("dumps") if one["compression"] is None]
    found = next((one for one in dumps if one["graph"] == graph and one["format"] == row.name), None)
    if found is None:
        raise NoSuchDump(f"{row.label} cannot carry this graph: choose another --format")
    with (folder / DUMPS / found["file"]).open("rb") as source:
        if context.asked.output is None:
            shutil.copyfileobj(source, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return 0
        try:
            with context.asked.output.open("wb") as target:
                shutil.copyfileobj(source, target)
        except OSError as error:
            raise SurroundingsError(f"{context.asked.output} cannot be written: {error.strerror}") from None
    return 0


def _graph_name(documents: Documents, iri: str) -> str:
    graphs = documents.fact("graphs")
    for part in graphs:
        if iri in (part["iri"], part["name"]):
            return str(part["name"])
    known = ", ".join(part["iri"] for part in graphs)
    raise NoSuchDump(f"there is no graph <{iri}>; there are {known}")
