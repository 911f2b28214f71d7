"""IRIs of the site's own that statements point to and that nothing is said of: most likely misspelt."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher, get_close_matches
from urllib.parse import unquote

from pyoxigraph import NamedNode

from publisher.checks.survey import Slip, Spot, Survey
from publisher.findings import Severity
from publisher.formats import DOCUMENT_FORMATS
from publisher.sources import Sources

# First segments of paths that the site answers by itself, whatever the data says.
SERVED = frozenset(
    (
        *("", "graph", "class", "dataset", "sparql", "store", "dumps", "search", "source", "shapes", "report"),
        *("context.jsonld", "healthz", "readyz", "robots.txt", "favicon.ico", "static", ".well-known"),
    )
)
ALIKE = 0.8  # what a name must share with the one that may be meant; with one of another namespace, ALMOST
ALMOST = 0.9
# 200 answers of up to 4 ms each: thousands of IRIs may be undescribed all at once.
HINTS = 200
_NEIGHBOURS = 50  # names looked at on each side, in order of their beginnings and of their ends
_SUFFIX = re.compile(rf"\.(?:{'|'.join(row.suffix for row in DOCUMENT_FORMATS)})$")
_FILE = re.compile(r"[^/]\.[A-Za-z][A-Za-z0-9]{1,4}$")


def undescribed(seen: Survey, sources: Sources, base: str) -> Iterator[Slip]:
    """Yield, with the nearest name, each own IRI that only stands as an object; of an unknown namespace the first.

    Properties and classes in use are for others to tell of, and so are graphs; the site's own pages need no words.
    While files cannot be read whole nobody knows what they say.
    """
    used = seen.predicates.keys() | seen.classes.keys() | seen.graphs | seen.subjects
    missing = {node.value: spot for node, spot in seen.objects.items() if node not in used}
    missing = {iri: spot for iri, spot in missing.items() if iri.startswith(base)}
    half_read = any(finding.severity is Severity.VIOLATION for finding in sources.findings)
    if half_read or not missing:
        return
    shapes = {quad.subject for file in sources.shapes for quad in file.quads}
    nodes = (node for node in used | shapes if isinstance(node, NamedNode))
    described = [node.value for node in nodes if node.value.startswith(base)]
    addresses = {normal(part) for iri in described for part in (iri, iri.partition("#")[0])}
    wrong = {iri: spot for iri, spot in missing.items() if not _answered(iri, base, addresses)}
    yield from _told(wrong, Nearest(described))


def _answered(iri: str, base: str, addresses: set[str]) -> bool:
    """Return whether the site has something at an IRI though no statement is about it, or it names a file."""
    path = iri[len(base) :]
    first = re.split("[/?#]", path)[0]
    if first in SERVED or first.partition(".")[0] in SERVED or path.startswith("doc?") or normal(iri) in addresses:
        return True
    document, fragment, _ = path.partition("#")
    if not fragment:
        plain = _SUFFIX.sub("", document)
        thing = plain.removeprefix("doc/")
        if any(normal(base + one) in addresses for one in (plain, thing, f"id/{thing}" if thing != plain else thing)):
            return True
    return _FILE.search(document) is not None and normal(base + document) not in addresses


def _told(wrong: dict[str, Spot], nearest: "Nearest") -> Iterator[Slip]:
    unknown: dict[str, list[str]] = {}
    for iri in wrong:
        if (namespace := cut(iri)[0]) not in nearest.namespaces:
            unknown.setdefault(namespace, []).append(iri)
    for iri, spot in wrong.items():
        alike = unknown.get(cut(iri)[0], [iri])
        if alike[0] != iri:
            continue
        others, others_ja = "", ""
        if len(alike) > 1:
            others = f" nor of anything else of <{cut(iri)[0]}> ({len(alike)} such IRIs)"
            others_ja = f"（<{cut(iri)[0]}> の {len(alike)} 件すべて）"
        close = nearest.anywhere(iri)
        hint = f"did you mean <{close}>?" if close else "correct the IRI, or describe it"
        hint_ja = f"<{close}> のことですか。" if close else "IRI を直すか、記述を加えてください"
        en = f"nothing is said of <{iri}>{others}; {hint}"
        yield spot, en, f"<{iri}>{others_ja} についての記述がありません。{hint_ja}", "Pattern"


class Nearest:
    """The IRIs whose last part is most like that of another, so many times as HINTS says.

    `namespaces` holds what stands before the last part of each. A slip of the pen leaves the beginning or the end of a
    name as it was: of many names those are compared that stand next to it when sorted by either.
    """

    def __init__(self, iris: Iterable[str]) -> None:
        self._named: dict[str, list[str]] = {}
        self.namespaces: set[str] = set()
        for iri in sorted(iris):
            namespace, name = cut(iri)
            self.namespaces.add(namespace)
            self._named.setdefault(name, []).append(iri)
        self._names = sorted(self._named)
        self._backward = sorted(name[::-1] for name in self._names)
        self._left = HINTS

    def anywhere(self, iri: str) -> str | None:
        """Return the IRI that may be meant: of the same namespace if it can be, else of the one most like it."""
        near = self._near(iri)
        namespace, name = cut(iri)
        if beside := self._beside(iri, near, ALIKE):
            return beside
        if len(name) < 3 or not (close := get_close_matches(name, near, 1, ALMOST)):
            return None
        others = self._named[close[0]][:_NEIGHBOURS]
        return max(others, key=lambda other: SequenceMatcher(None, namespace, cut(other)[0]).ratio())

    def beside(self, iri: str, alike: float) -> str | None:
        """Return the IRI of the same namespace that may be meant."""
        return self._beside(iri, self._near(iri), alike)

    def _beside(self, iri: str, near: list[str], alike: float) -> str | None:
        namespace, name = cut(iri)
        own = [one for one in near if f"{namespace}{one}" in self._named[one]]
        close = get_close_matches(name, own, 1, alike)
        return f"{namespace}{close[0]}" if close else None

    def _near(self, iri: str) -> list[str]:
        """Return names to compare the last part of an IRI with."""
        name = cut(iri)[1]
        if not name or self._left <= 0:
            return []
        self._left -= 1
        near = {*_around(self._names, name), *(one[::-1] for one in _around(self._backward, name[::-1]))}
        return sorted(one for one in near if _digits(one) == _digits(name))


def _around(ordered: list[str], name: str) -> list[str]:
    at = bisect_left(ordered, name)
    return ordered[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]


def _digits(name: str) -> str:
    """Return the digits of a name: item-12 is not item-13 misspelt."""
    return "".join(filter(str.isdigit, name))


def normal(iri: str) -> str:
    """Return what IRIs have in common that differ only in their encoding: they are one address."""
    return unicodedata.normalize("NFC", unquote(iri, errors="surrogateescape"))


def cut(iri: str) -> tuple[str, str]:
    """Return an IRI up to its last "#" or "/", and its last part; marks at its very end belong to neither."""
    whole = iri.rstrip("#/")
    at = max(whole.rfind("#"), whole.rfind("/")) + 1
    return whole[:at], whole[at:]
