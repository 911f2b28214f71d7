"""How much text the entities of an RDF/XML file stand for: a few lines of declarations can stand for gigabytes."""

import re
from collections.abc import Iterator

from publisher.findings import Finding, violation

# pyoxigraph takes general entities only, with their text in double quotes.
_DECLARED = re.compile(rb'<!ENTITY\s+([^\s%"]+)\s+"([^"]*)"')
_REFERENCE = re.compile(rb"&([^\s;&#<]+);")
# Entities for namespaces make a file some two or three times as long; what is below the second number is never much.
MOST_TIMES, ALWAYS = 10, 1_000_000


def expansion(path: str, data: bytes) -> Finding | None:
    """Return the violation for the entity with which an RDF/XML file grows out of all proportion, or None.

    What a document type declares is taken as pyoxigraph takes it: a later entity may be made of earlier ones.
    """
    if b"<!ENTITY" not in data:
        return None
    most = max(MOST_TIMES * len(data), ALWAYS)
    total = 0
    for name, size, start in _sizes(data):
        total += size
        if total > most:
            return violation(
                f"the entity {name} makes more than {most:,} bytes of this file; write its text out where it is used",
                f"実体 {name} により、このファイルは {most:,} バイトを超えます。使う場所に直接書いてください",
                file=path,
                line=data.count(b"\n", 0, start) + 1,
            )
    return None


def _sizes(data: bytes) -> Iterator[tuple[str, int, int]]:
    """Yield each entity as it is declared, then each reference: its name, the bytes it stands for, where it stands."""
    sizes: dict[bytes, int] = {}
    end = 0
    for match in _DECLARED.finditer(data):
        inner = sum(sizes.get(name, 0) for name in _REFERENCE.findall(match[2]))
        sizes[match[1]] = len(match[2]) + inner
        end = match.end()
        yield match[1].decode(), sizes[match[1]], match.start()
    for match in _REFERENCE.finditer(data, end):
        if match[1] in sizes:
            yield match[1].decode(), sizes[match[1]], match.start()
