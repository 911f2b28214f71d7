"""The dump files of a snapshot: the dataset and each of its graphs, in every format and compression."""

import gzip
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import unquote

import zstandard
from pyoxigraph import NamedNode, Quad

from publisher.description import address_of
from publisher.disk import file_sha256
from publisher.errors import NotCarried
from publisher.formats import DUMP_FORMATS, Format
from publisher.namespaces import Prefixes
from publisher.syntax import serialise

CHECKSUMS = "SHA256SUMS"
WORD = 120  # bytes


class Writer(Protocol):
    """Something that bytes can be written to."""

    def write(self, data: bytes, /) -> int:
        """Take a piece and return how many bytes it has."""
        ...


@dataclass(frozen=True)
class Compression:
    """A coding in which each dump is also offered as a file of its own."""

    name: str
    media_type: str
    suffix: str
    open: Callable[[IO[bytes]], AbstractContextManager[Writer]]


def _gzip(file: IO[bytes]) -> AbstractContextManager[Writer]:
    # Neither name nor time in the header: the same dump is the same bytes on another day.
    return gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0)


def _zstd(file: IO[bytes]) -> AbstractContextManager[Writer]:
    return zstandard.ZstdCompressor(level=3).stream_writer(file, closefd=False)


GZIP = Compression("gzip", "application/gzip", "gz", _gzip)
ZSTD = Compression("zstd", "application/zstd", "zst", _zstd)
COMPRESSIONS = (GZIP, ZSTD)


@dataclass(frozen=True)
class DumpFile:
    """One dump: `graph` is the word that names a graph's page, None for the whole dataset; `sha256` in hex."""

    file: str
    format: str
    media_type: str
    graph: str | None
    compression: str | None
    bytes: int
    sha256: str


def graph_names(iris: Iterable[str], base: str) -> dict[str, str]:
    """Return a name for each graph: the last word of its IRI, made unique by a number."""
    return unique_words({iri: iri for iri in own_first(iris, base, "graph/")})


def own_first(iris: Iterable[str], base: str, folder: str) -> list[str]:
    """Return IRIs in the order in which they get names: those that are the address of the page named after them,
    then others below the base, then foreign ones; so that an IRI never leads to the page of another."""

    def order(iri: str) -> tuple[bool, bool, str]:
        return address_of(iri, base) != f"{base}{folder}{readable_word(iri)}", not iri.startswith(base), iri

    return sorted(iris, key=order)


def unique_words(words: Mapping[str, str]) -> dict[str, str]:
    """Return for each key a readable word that can stand in a path, made from a longer text, no two alike."""
    taken: set[str] = set()
    named: dict[str, str] = {}
    for key, text in words.items():
        word = readable_word(text)
        candidate, number = word, 1
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{word}-{number}"
        taken.add(candidate.casefold())
        named[key] = candidate
    return named


def readable_word(text: str) -> str:
    """Return the last word of a text, decoded, of letters that can stand in a path and in a file's name."""
    last = re.split(r"[/#:]", text.rstrip("/#:"))[-1]
    decoded = unicodedata.normalize("NFC", unquote(last, errors="replace"))
    word = re.sub(r"[^\w.~-]+", "-", decoded).strip("-.")
    # A file's name has at most 255 bytes, and the site's name and suffixes stand around the word.
    return word.encode()[:WORD].decode(errors="ignore") or "unnamed"


def write_dumps(
    folder: Path, name: str, quads: Sequence[Quad], graphs: Mapping[str, str], prefixes: Prefixes
) -> list[DumpFile]:
    """Write all dumps of canonical quads and their checksums; `graphs` maps each graph's IRI to its name.

    A format that cannot carry a graph is left out for it.
    """
    folder.mkdir()
    dumps = list(_whole_and_graphs(folder, name, quads, graphs, prefixes))
    sums = "".join(f"{dump.sha256}  {dump.file}\n" for dump in sorted(dumps, key=lambda dump: dump.file))
    (folder / CHECKSUMS).write_text(sums, encoding="utf-8")
    return dumps


def _whole_and_graphs(
    folder: Path, name: str, quads: Sequence[Quad], graphs: Mapping[str, str], prefixes: Prefixes
) -> Iterator[DumpFile]:
    by_graph: dict[str, list[Quad]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            by_graph.setdefault(quad.graph_name.value, []).append(quad)
    whole = list(_dumps(folder, name, None, quads, prefixes))
    yield from whole
    for iri, word in graphs.items():
        part = by_graph.get(iri, [])
        if len(part) == len(quads):  # the only graph: its dumps are those of the whole
            yield from (_second_name(folder, dump, f"{name}-{word}{dump.file[len(name) :]}", word) for dump in whole)
        else:
            yield from _dumps(folder, f"{name}-{word}", word, part, prefixes)


def _dumps(folder: Path, stem: str, graph: str | None, quads: Sequence[Quad], prefixes: Prefixes) -> Iterator[DumpFile]:
    for row in DUMP_FORMATS:
        try:
            pieces = serialise(quads, row, prefixes)
        except NotCarried:
            continue
        yield from _write(folder, f"{stem}.{row.suffix}", row, graph, pieces)


def _second_name(folder: Path, dump: DumpFile, file: str, graph: str) -> DumpFile:
    """Give a dump a second name as a graph's, without writing it again where the file system can."""
    try:
        (folder / file).hardlink_to(folder / dump.file)
    except OSError:
        shutil.copyfile(folder / dump.file, folder / file)
    return replace(dump, file=file, graph=graph)


def _write(folder: Path, file: str, row: Format, graph: str | None, pieces: Iterable[bytes]) -> Iterator[DumpFile]:
    """Write one dump plain and in every compression, in one pass."""
    targets: list[tuple[Path, Compression | None]] = [(folder / file, None)]
    targets += [(folder / f"{file}.{compression.suffix}", compression) for compression in COMPRESSIONS]
    with ExitStack() as stack:
        writers: list[Writer] = []
        for path, compression in targets:
            raw = stack.enter_context(path.open("wb"))
            writers.append(stack.enter_context(compression.open(raw)) if compression else raw)
        for piece in pieces:
            for writer in writers:
                writer.write(piece)
    for path, compression in targets:
        media_type = compression.media_type if compression else row.media_type
        word = compression.name if compression else None
        yield DumpFile(path.name, row.name, media_type, graph, word, path.stat().st_size, file_sha256(path))
