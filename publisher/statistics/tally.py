"""Count triples, properties, classes and what their things have, in one pass over the sorted lines of a dataset."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from publisher.description import terms_in
from publisher.labels import LABEL_PREDICATES
from publisher.namespaces import OWL, RDF, XSD
from publisher.syntax.statements import RDF_TYPE

DEPRECATED = f"<{OWL}deprecated>"
PLAIN, TAGGED, DIRECTED = XSD + "string", RDF + "langString", RDF + "dirLangString"
LABEL_TERMS = frozenset(f"<{iri}>" for iri in LABEL_PREDICATES)

# Of things of the same classes: of each property how many triples of theirs it has, and how many of them have it.
Group = dict[str, list[int]]


class Tally:
    """What is counted of one set of triples: those of a graph, or of the union of all.

    Triples come sorted, so that those of a subject, and in them those of a predicate, stand in a row. Objects are
    numbers, the same for the same term.
    """

    def __init__(self, base: str) -> None:
        """Begin with nothing; `base` tells the site's own IRIs."""
        self._own = f"<{base}"
        self.subjects = 0
        self.things = 0  # subjects that have an IRI of the site's
        self.objects: dict[str, set[int]] = defaultdict(set)  # by predicate
        self.members: Counter[int] = Counter()  # subjects by the number of their class
        self.own_members: Counter[int] = Counter()  # those of them that are things
        self._groups: dict[tuple[int, ...], Group] = defaultdict(dict)
        self._subject, self._predicate, self._object = "", "", -1
        self._block: dict[str, int] = {}
        self._classes: list[int] = []

    def take(self, subject: str, predicate: str, thing: int) -> bool:
        """Count a triple; False for the one that was taken last."""
        if subject != self._subject:
            self.close()
            self._subject = subject
        elif thing == self._object and predicate == self._predicate:
            return False
        self._predicate, self._object = predicate, thing
        self._block[predicate] = self._block.get(predicate, 0) + 1
        self.objects[predicate].add(thing)
        if predicate == RDF_TYPE:
            self._classes.append(thing)
        return True

    def close(self) -> None:
        """Take in what was said of a subject: how many triples by each predicate, and its classes."""
        if not self._block:
            return
        self.subjects += 1
        self.members.update(self._classes)
        if self._subject.startswith(self._own):
            self.things += 1
            self.own_members.update(self._classes)
        group = self._groups[tuple(self._classes)]
        for predicate, triples in self._block.items():
            row = group.get(predicate)
            if row is None:
                group[predicate] = [triples, 1]
            else:
                row[0] += triples
                row[1] += 1
        self._block, self._classes = {}, []

    @property
    def distinct_objects(self) -> int:
        """How many different terms are objects."""
        return len(set[int]().union(*self.objects.values()))

    def usages(self) -> dict[str, tuple[int, int]]:
        """Return for each property how many triples it has and how many subjects have it."""
        return _summed(self._groups.values())

    def usages_by_class(self, classes: Iterable[int]) -> Iterator[dict[str, tuple[int, int]]]:
        """Yield the same of the things of each class, given by number; one by one, since there may be very many."""
        holding: dict[int, list[Group]] = defaultdict(list)
        for numbers, group in self._groups.items():
            for number in numbers:
                holding[number].append(group)
        for number in classes:
            yield _summed(holding[number])


class Union(Tally):
    """The tally of the whole dataset, and what is known besides of the site's own things and of all literals."""

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self.said: dict[str, int] = {}  # statements about each of the site's own things
        self.kinds: dict[str, int] = {}  # a class of each, by its number
        self.withdrawn: set[str] = set()
        self.datatypes: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.labels: Counter[tuple[str, str]] = Counter()  # by language and property

    def close(self) -> None:
        """Take in what was said of a subject."""
        if self._subject.startswith(self._own):
            iri = self._subject[1:-1]
            self.said[iri] = sum(self._block.values())
            if self._classes:
                self.kinds[iri] = self._classes[-1]
            if DEPRECATED in self._block:
                self.withdrawn.add(iri)
        super().close()

    def literal(self, predicate: str, thing: str) -> None:
        """Count a triple whose object is a literal by that one's datatype, and by its language."""
        if thing[-1] == '"':
            self.datatypes[PLAIN] += 1
        elif thing[-1] == ">":
            self.datatypes[thing[thing.rindex("<") + 1 : -1]] += 1
        else:
            language, _, direction = thing[thing.rindex("@") + 1 :].partition("--")
            self.datatypes[DIRECTED if direction else TAGGED] += 1
            self.languages[language] += 1
            if predicate in LABEL_TERMS:
                self.labels[language, predicate[1:-1]] += 1


class Survey:
    """A dataset counted: the union of its graphs as a set, and each graph by its IRI."""

    def __init__(self, lines: Iterable[str], graphs: Iterable[str], base: str) -> None:
        """Count canonical N-Quads lines, sorted; `base` tells the site's own things."""
        self.union = Union(base)
        self.graphs = {iri: Tally(base) for iri in graphs}
        self._numbers: dict[str, int] = {}
        self._take(lines, {f"<{iri}>": tally for iri, tally in self.graphs.items()})
        self.union.close()
        for tally in self.graphs.values():
            tally.close()
        self._terms = list(self._numbers)

    def _take(self, lines: Iterable[str], graphs: Mapping[str, Tally]) -> None:
        union, numbers = self.union, self._numbers
        for line in lines:
            subject, predicate, thing, graph = terms_in(line)
            number = numbers.setdefault(thing, len(numbers))
            if union.take(subject, predicate, number) and thing[0] == '"':
                union.literal(predicate, thing)
            if graph in graphs:
                graphs[graph].take(subject, predicate, number)

    def classes(self, tally: Tally) -> dict[str, int]:
        """Return how many members each class with an IRI has in a tally, those with most first."""
        found = ((self._terms[number], total) for number, total in tally.members.items())
        return largest_first({term[1:-1]: total for term, total in found if term[0] == "<"})

    def things(self, tally: Tally, iri: str) -> int:
        """Return how many of the members of a class in a tally are things."""
        return tally.own_members[self._numbers[f"<{iri}>"]]

    def class_of(self, iri: str) -> str:
        """Return a class of one of the site's own things as N-Quads writes it, "" for none."""
        return self._terms[self.union.kinds[iri]] if iri in self.union.kinds else ""

    def by_class(self, classes: Iterable[str]) -> Iterator[dict[str, tuple[int, int]]]:
        """Yield for each class what `Tally.usages` returns, of its things in the union."""
        return self.union.usages_by_class(self._numbers[f"<{iri}>"] for iri in classes)


def largest_first(totals: Mapping[str, int]) -> dict[str, int]:
    """Return totals in their order, equal ones by name."""
    return dict(sorted(totals.items(), key=lambda item: (-item[1], item[0])))


def _summed(groups: Iterable[Group]) -> dict[str, tuple[int, int]]:
    sums: dict[str, list[int]] = {}
    for group in groups:
        for predicate, (triples, subjects) in group.items():
            row = sums.setdefault(predicate, [0, 0])
            row[0] += triples
            row[1] += subjects
    return {predicate: (triples, subjects) for predicate, (triples, subjects) in sums.items()}
