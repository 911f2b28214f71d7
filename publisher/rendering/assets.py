"""Static files under names that change with their content, so that browsers may keep them for ever."""

import hashlib
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

# The standard table of types is not the same on every machine.
TYPES = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".ico": "image/x-icon",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
    }
)


@dataclass(frozen=True)
class Asset:
    """A static file; `hashed_name` is the name that never stands for another content."""

    name: str
    hashed_name: str
    media_type: str
    content: bytes


class Assets:
    """The static files of a folder, read once, found by either of their names."""

    def __init__(self, folder: Path) -> None:
        self._assets = {path.name: _read(path) for path in sorted(folder.iterdir()) if path.is_file()}
        self._by_hash = {asset.hashed_name: asset for asset in self._assets.values()}

    def __iter__(self) -> Iterator[Asset]:
        return iter(self._assets.values())

    def __contains__(self, name: str) -> bool:
        """Whether there is a file of that plain name: those that come from npm may be missing."""
        return name in self._assets

    def hashed_name(self, name: str) -> str:
        """Return the name to link a file by; KeyError for a file that is not there."""
        return self._assets[name].hashed_name

    def find(self, name: str) -> Asset | None:
        """Return the file of a plain or hashed name; only a hashed one may be kept for ever."""
        return self._by_hash.get(name) or self._assets.get(name)


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:12]
    media_type = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(path.name, f"{path.stem}.{digest}{path.suffix}", media_type, content)
