"""What is counted of a dataset once, at build: totals, classes, properties, graphs, examples."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Quad

from publisher.description import lines_of, terms_in
from publisher.dumps import DumpFile, own_first, unique_words
from publisher.namespaces import OWL, Prefixes
from publisher.syntax.statements import RDF_TYPE

EXAMPLES = 3


@dataclass(frozen=True)
class Part:
    """A class, property or graph of the dataset: `name` gives its page, `total` its things or triples."""

    iri: str
    name: str
    total: int


@dataclass(frozen=True)
class Statistics:
    """What is counted once, at build: all of the distinct union but `quads`."""

    triples: int
    quads: int
    subjects: int
    objects: int
    classes: tuple[Part, ...]
    properties: tuple[Part, ...]
    graphs: tuple[Part, ...]
    examples: tuple[str, ...]
    vocabularies: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """The totals by name."""
        return {
            "triples": self.triples,
            "quads": self.quads,
            "subjects": self.subjects,
            "objects": self.objects,
            "classes": len(self.classes),
            "properties": len(self.properties),
            "graphs": len(self.graphs),
        }


def count(quads: Sequence[Quad], graphs: Mapping[str, str], base: str, prefixes: Prefixes) -> Statistics:
    """Count a dataset; `graphs` maps each graph's IRI to its name."""
    tally = _Tally(base)
    tally.take(sorted(lines_of(quads)))
    things, properties = tally.things, tally.properties
    class_names = unique_words({iri: _readable(iri, base, prefixes) for iri in own_first(things, base, "class/")})
    property_names = unique_words({iri: _readable(iri, base, prefixes) for iri in own_first(properties, base, "")})
    return Statistics(
        triples=properties.total(),
        quads=len(quads),
        subjects=tally.subjects,
        objects=len(tally.objects),
        classes=tuple(Part(iri, class_names[iri], total) for iri, total in _largest_first(things)),
        properties=tuple(Part(iri, property_names[iri], total) for iri, total in _largest_first(properties)),
        graphs=tuple(Part(iri, name, tally.graphs[iri]) for iri, name in graphs.items()),
        examples=tuple(tally.examples()),
        vocabularies=tuple(sorted({_namespace(iri) for iri in (*things, *properties)})),
    )


class _Tally:
    """What is counted of the sorted lines of a dataset."""

    def __init__(self, base: str) -> None:
        self._own = f"<{base}"
        self.subjects = 0
        self.things: Counter[str] = Counter()
        self.properties: Counter[str] = Counter()
        self.graphs: Counter[str] = Counter()
        self.objects: set[str] = set()
        self._said: Counter[str] = Counter()
        self._types: dict[str, str] = {}
        self._withdrawn: set[str] = set()

    def take(self, lines: Iterable[str]) -> None:
        """Count lines; sorted, those of one triple in two graphs stand in a row, and so do those of one subject."""
        last = ("", "", "")
        for line in lines:
            subject, predicate, thing, graph = terms_in(line)
            self.graphs[graph[1:-1]] += 1
            if (subject, predicate, thing) == last:
                continue
            self.subjects += subject != last[0]
            last = (subject, predicate, thing)
            self.properties[predicate[1:-1]] += 1
            self.objects.add(thing)
            if subject.startswith(self._own):
                self._own_thing(subject[1:-1], predicate, thing)
            if predicate == RDF_TYPE and thing[0] == "<":
                self.things[thing[1:-1]] += 1

    def _own_thing(self, iri: str, predicate: str, thing: str) -> None:
        self._said[iri] += 1
        if predicate == RDF_TYPE:
            self._types[iri] = thing
        elif predicate == f"<{OWL}deprecated>":
            self._withdrawn.add(iri)

    def examples(self) -> list[str]:
        """Return a few things below the base that much is said of, each of another class.

        Things under `/id/` come first, and fragments, which are rather terms of vocabularies, last.
        """

        def order(item: tuple[str, int]) -> tuple[bool, bool, int, str]:
            iri, statements = item
            return not iri.startswith(f"{self._own[1:]}id/"), "#" in iri, -statements, iri

        chosen: dict[str, str] = {}
        for iri, _ in sorted(self._said.items(), key=order):
            if iri not in self._withdrawn:
                chosen.setdefault(self._types.get(iri, ""), iri)
        return list(chosen.values())[:EXAMPLES]


def _largest_first(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def _readable(iri: str, base: str, prefixes: Prefixes) -> str:
    """Return the text a page's name is made from: the last word of our own IRIs, prefix-word for others."""
    split = None if iri.startswith(base) else prefixes.split(iri)
    return f"{split[0]}-{split[1]}" if split and split[1] else iri


def _namespace(iri: str) -> str:
    cut = max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":"))
    return iri[: cut + 1]


def as_facts(statistics: Statistics, dumps: Sequence[DumpFile]) -> dict[str, Any]:
    """Return what pages show of the counts, as JSON can hold it."""

    def rows(parts: tuple[Part, ...]) -> list[dict[str, Any]]:
        return [{"iri": part.iri, "name": part.name, "total": part.total} for part in parts]

    return {
        "counts": statistics.counts,
        "classes": rows(statistics.classes),
        "properties": rows(statistics.properties),
        "graphs": [{"iri": part.iri, "name": part.name, "triples": part.total} for part in statistics.graphs],
        "dumps": [vars(dump) for dump in dumps],
    }
