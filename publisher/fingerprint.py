"""What identifies input: fingerprints of files and settings, and the version of the code that reads them."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

import publisher
from publisher.disk import walk
from publisher.settings import FOLDERS, Settings

# What else decides which bytes come of the same input.
LIBRARIES = ("babel", "jinja2", "pyoxigraph", "pyshacl", "rdflib", "zstandard")


@cache
def code_version() -> str:
    """Return the publisher's version with a digest of its code and libraries: no snapshot outlives what made it."""
    root = Path(publisher.__file__).parent
    # Templates, styles and translations too: they reach the bytes of pages.
    paths = (path for path in root.rglob("*") if path.is_file() and path.suffix != ".pyc")
    code = digest(part for path in sorted(paths) for part in _named(str(path.relative_to(root)), path))
    libraries = [version(name).encode() for name in LIBRARIES]
    return f"{publisher.__version__}+{digest([code.encode(), *libraries])[:12]}"


def digest(parts: Iterable[bytes]) -> str:
    """Return the SHA-256, in hex, of parts in order, each with its length, so that no two lists are alike."""
    sha256 = hashlib.sha256()
    for part in parts:
        sha256.update(len(part).to_bytes(8, "big"))
        sha256.update(part)
    return sha256.hexdigest()


def settings_text(settings: Settings) -> str:
    """Return the settings that reach a byte of the site, as JSON in one order."""
    # `base_iri` does so by way of the base alone, which is told apart.
    site = asdict(replace(settings.site, base_iri=None))
    return json.dumps(
        {"site": site, "limits": asdict(settings.limits)}, ensure_ascii=False, sort_keys=True, default=str
    )


def fingerprint(settings: Settings, base: str) -> str:
    """Return a digest of everything that a build for a base would read, without parsing any of it."""
    return digest(_parts(settings, base))


def _parts(settings: Settings, base: str) -> Iterator[bytes]:
    yield code_version().encode()
    yield base.encode()
    yield settings_text(settings).encode()
    names = {name for folder in FOLDERS for name in walk(settings.root, folder, lambda _path, _error: None)}
    if settings.site.document:
        names.add(settings.site.document)
    for name in sorted(names):
        yield from _named(name, settings.root / name)


def _named(name: str, path: Path) -> Iterator[bytes]:
    """Yield a file's name and the digest of its content, empty where it cannot be read."""
    yield os.fsencode(name)
    # Left closed: opening a pipe would wait for somebody to write into it.
    if not path.is_file():
        yield b""
        return
    try:
        with path.open("rb") as file:
            yield hashlib.file_digest(file, "sha256").digest()
    except OSError:
        yield b""
