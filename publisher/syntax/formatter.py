"""Format Turtle files: canonical, diff-stable text with the same graph and every comment."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkstemp

from pyoxigraph import RdfFormat, parse

from publisher.errors import SourceError, SurroundingsError
from publisher.syntax.layout import layout
from publisher.syntax.reader import parse_tree

# Only to compare readings of one file with each other: relative IRIs need something to be relative to.
BASE = "http://localhost/folder/file"
PLACE = re.compile(r"^Parser error (?:at|between) line \d+[^:]*: ")


@dataclass
class Formatted:
    """What formatting did, or would do: the files changed, and a message for each that cannot be formatted."""

    changed: list[Path] = field(default_factory=list)
    faults: list[SourceError] = field(default_factory=list)


def format_turtle(text: str, path: str) -> str:
    """Return the canonical text of a Turtle file; formatting that again changes nothing.

    Prefixes, subjects, predicates and values are sorted; IRIs are shortened by the file's own prefixes; blank nodes
    used once are nested, down to eight levels; language tags and bare numbers stay as written. Comments stay at the
    head, or above their statement. Raises SourceError with `path:line:` for syntax errors and for whatever could not
    be kept.
    """
    text = text.removeprefix("\ufeff")
    before = _outline(text, path)
    try:
        formatted = layout(parse_tree(text, path))
    except RecursionError:
        raise SourceError(
            f"{path}:1: brackets are nested too deeply to be formatted; give some a label instead"
        ) from None
    try:
        same = _outline(formatted, path) == before
    except SourceError:
        same = False
    if not same:
        raise SourceError(
            f"{path}:1: cannot be formatted without a change of its triples; leave it as it is and report it"
        )
    return formatted


def format_paths(paths: Sequence[Path], check: bool) -> Formatted:
    """Format the files, and the `.ttl` files below the folders, that `paths` name; with `check` only say which.

    A file is replaced as a whole and keeps its mode; a byte order mark and carriage returns between tokens go.
    Files and folders whose name begins with "." are left alone unless they are named. Raises SurroundingsError when
    a file cannot be written.
    """
    result = Formatted()
    for path in _files(paths, result.faults):
        try:
            text = _read(path)
            formatted = format_turtle(text, str(path))
        except SourceError as fault:
            result.faults.append(fault)
            continue
        if formatted != text:
            result.changed.append(path)
            if not check:
                _replace(path, formatted)
    return result


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SourceError(f"{path}:{line}: is not UTF-8; save the file in that encoding") from None
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}") from None


def _outline(text: str, path: str) -> list[str]:
    """Return the sorted triples of a text, its blank nodes alike: cheap, and no slip of the pen goes unseen."""
    try:
        triples = {str(quad.triple) for quad in parse(text, format=RdfFormat.TURTLE, base_iri=BASE)}
    except SyntaxError as error:
        raise SourceError(f"{path}:{error.lineno or 1}: {PLACE.sub('', error.msg)}") from None
    terms = (triple.split(" ", 2) for triple in triples)
    return sorted(" ".join("_:" if term.startswith("_:") else term for term in each) for each in terms)


def _files(paths: Iterable[Path], faults: list[SourceError]) -> Iterator[Path]:
    """Yield each Turtle file once, in order of path within each of `paths`."""
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            faults.append(SourceError(f"{path}: does not exist; name Turtle files, or folders that hold some"))
        elif path.is_file() and path.suffix != ".ttl":
            faults.append(SourceError(f"{path}: is no Turtle file; only files that end in .ttl are formatted"))
        for file in sorted(_below(path)) if path.is_dir() else [path] if path.suffix == ".ttl" else []:
            # A link is written through, not replaced.
            if file.is_file() and file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names if name.endswith(".ttl") and not name.startswith("."))


def _replace(path: Path, text: str) -> None:
    target = path.resolve()
    beside: Path | None = None
    try:
        handle, name = mkstemp(prefix=".format-", dir=target.parent)
        beside = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
        beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    except OSError as error:
        if beside:
            beside.unlink(missing_ok=True)
        raise SurroundingsError(f"{path} cannot be written: {error.strerror}") from None
