"""What identifies input: fingerprints of files and settings, and the version of the code that reads them."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path

import publisher
from publisher.settings import Settings

FOLDERS = ("ontology", "data", "shapes")


@cache
def code_version() -> str:
    """Return the publisher's version with a digest of its code, so that no snapshot outlives the code that made it."""
    root = Path(publisher.__file__).parent
    code = digest(part for path in sorted(root.rglob("*.py")) for part in (path.name.encode(), path.read_bytes()))
    return f"{publisher.__version__}+{code[:12]}"


def digest(parts: Iterable[bytes]) -> str:
    """Return the SHA-256, in hex, of parts in order, each with its length, so that no two lists are alike."""
    sha256 = hashlib.sha256()
    for part in parts:
        sha256.update(len(part).to_bytes(8, "big"))
        sha256.update(part)
    return sha256.hexdigest()


def settings_text(settings: Settings) -> str:
    """Return the settings that reach a byte of the site, as JSON in one order."""
    tables = {"site": asdict(settings.site), "limits": asdict(settings.limits)}
    return json.dumps(tables, ensure_ascii=False, sort_keys=True, default=str)


def fingerprint(settings: Settings, base: str) -> str:
    """Return a digest of everything that a build for a base would read, without parsing any of it."""
    return digest(_parts(settings, base))


def _parts(settings: Settings, base: str) -> Iterator[bytes]:
    yield code_version().encode()
    yield base.encode()
    yield settings_text(settings).encode()
    for path in _files(settings):
        yield path.relative_to(settings.root).as_posix().encode()
        with path.open("rb") as file:
            yield hashlib.file_digest(file, "sha256").digest()


def _files(settings: Settings) -> list[Path]:
    found = {path for folder in FOLDERS for path in (settings.root / folder).rglob("*") if path.is_file()}
    if settings.site.document:
        found.add(settings.root / settings.site.document)
    return sorted(found)
