"""What reading the sources yields: files with their quads, questions, prefixes and findings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Quad

from publisher.findings import Finding
from publisher.namespaces import Prefixes

_LABEL = re.compile(r"f(\d+)b\d+")


def blank_label(file_number: int, node_number: int) -> str:
    """Return the label of a blank node: no two files share one, and every parse of the same files gives the same."""
    return f"f{file_number}b{node_number}"


@dataclass(frozen=True)
class SourceFile:
    """One RDF file of the site.

    `path` is relative to the site's folder, with "/"; `quads` stand in the order of the parser, each in its graph
    (shapes: the default graph); `prefixes` are those that the file declares.
    """

    path: str
    quads: list[Quad] = field(repr=False)
    prefixes: dict[str, str]


@dataclass(frozen=True)
class Sources:
    """All that `ontology/`, `data/` and `shapes/` hold, in order of path, in the authored space.

    `document` is the source document, read once for all who need it; None where there is none or it cannot be read.
    """

    ontology: tuple[SourceFile, ...]
    data: tuple[SourceFile, ...]
    shapes: tuple[SourceFile, ...]
    questions: tuple[tuple[str, str], ...]
    prefixes: Prefixes
    findings: tuple[Finding, ...]
    document: bytes | None = field(default=None, repr=False)

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """All RDF files; the n-th, counted from 1, is the n of its blank nodes' labels."""
        return self.ontology + self.data + self.shapes

    def quads(self) -> Iterator[Quad]:
        """Yield the quads of the dataset: ontology and data, not the shapes."""
        for file in self.ontology + self.data:
            yield from file.quads

    def file_of(self, node: BlankNode) -> str | None:
        """Return the path of the file that a blank node comes from, or None for a label not given here."""
        match = _LABEL.fullmatch(node.value)
        number = int(match[1]) if match else 0
        return self.files[number - 1].path if 0 < number <= len(self.files) else None
