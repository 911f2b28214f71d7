"""Faults by their triples, and the findings made of them: file and line are looked up for all of them in one pass."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from publisher.checks.texts import plain
from publisher.evidence import TYPE, Term
from publisher.findings import Finding, violation
from publisher.namespaces import SH
from publisher.sources import Locator, SourceFile

# The nearest that SHACL has for what is wrong.
PATTERN, DATATYPE, KIND, HAS_VALUE = "Pattern", "Datatype", "NodeKind", "HasValue"
FEW, MANY, LESS_THAN, CLASS = "MinCount", "MaxCount", "LessThan", "Class"

Key = tuple[object, ...]


@dataclass(frozen=True)
class Fault:
    """A violation: the offending triple, or as much of it as there is, and the text in English and in Japanese.

    `graph` is given where the triple offends in that named graph alone.
    """

    component: str
    en: str
    ja: str
    focus: Term
    path: NamedNode | None = None
    value: Term | None = None
    graph: NamedNode | None = None

    def places(self) -> list[Key]:
        """Return what to look for, the most exact first: the triple, one of its subject and path, of its subject."""
        found: list[Key] = [(self.focus,)]
        if self.path is not None:
            found.append((self.focus, self.path))
            if self.value is not None:
                found.append((self.focus, self.path, self.value))
                found += [(self.focus, self.path, self.value, self.graph)] if self.graph is not None else []
        return found[::-1]


def findings_of(faults: Sequence[Fault], files: Sequence[SourceFile], locator: Locator) -> list[Finding]:
    """Return each fault with the file and line of its triple, else of the nearest one there is."""
    spots = _spots({fault.focus for fault in faults}, files) if faults else {}
    return [_finding(fault, spots, locator) for fault in faults]


def _spots(subjects: set[Term], files: Iterable[SourceFile]) -> dict[Key, tuple[SourceFile, int]]:
    """Return where each triple with one of the subjects, and each part of one, is first met.

    A subject itself is met in the first file that has its class, whatever files before that say of it.
    """
    spots: dict[Key, tuple[SourceFile, int]] = {}
    typed: set[Term] = set()
    for file in files:
        heads: dict[Term, tuple[SourceFile, int]] = {}
        for index, (subject, predicate, value, graph) in enumerate(file.quads):
            if subject not in subjects:
                continue
            spot = (file, index)
            head = heads.setdefault(subject, spot)
            if predicate == TYPE and subject not in typed:
                typed.add(subject)
                spots[subject,] = head
            whole = (subject, predicate, value, graph)
            for length in (1, 2, 3, 4):
                spots.setdefault(whole[:length], spot)
    return spots


def _finding(fault: Fault, spots: dict[Key, tuple[SourceFile, int]], locator: Locator) -> Finding:
    spot = next((spots[key] for key in fault.places() if key in spots), None)
    return violation(
        fault.en,
        fault.ja,
        file=spot[0].path if spot else None,
        line=locator.line_of(*spot) if spot else None,
        focus_node=plain(fault.focus),
        path=fault.path.value if fault.path is not None else None,
        value=plain(fault.value) if fault.value is not None else None,
        component=f"{SH}{fault.component}ConstraintComponent",
    )
