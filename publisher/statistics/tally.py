"""Count triples, properties, classes and what their things have, in one pass over the sorted lines of a dataset."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter

from publisher.description import terms_in
from publisher.labels import LABEL_PREDICATES
from publisher.namespaces import OWL, RDF, XSD
from publisher.syntax.statements import RDF_TYPE

DEPRECATED = f"<{OWL}deprecated>"
PLAIN, TAGGED, DIRECTED = XSD + "string", RDF + "langString", RDF + "dirLangString"
LABEL_TERMS = frozenset(f"<{iri}>" for iri in LABEL_PREDICATES)

# Of things of the same classes: of each property how many triples of theirs it has, and how many of them have it.
Group = dict[str, list[int]]
Row = tuple[str, str, str, str]  # subject, predicate, object, graph
Triple = tuple[str, int]  # of a subject: predicate, and the number of the object
# What subjects that are alike share: the numbers of their classes, and how many triples each has by each predicate.
Profile = tuple[tuple[int, ...], tuple[tuple[str, int], ...]]
PROFILES = 1_000  # that are kept before they are summed up


class Tally:
    """What is counted of one set of triples: those of a graph, or of the union of all.

    Triples come subject by subject, each once. Subjects that are alike are counted together until they are summed up:
    most data has few kinds of them (Neumann and Moerkotte's characteristic sets, told apart by classes and numbers).
    Objects are numbers, the same for the same term.
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
        self._alike: dict[tuple[bool, Profile], int] = defaultdict(int)

    def take(self, subject: str, triples: Iterable[Triple], profile: Profile) -> None:
        """Count a subject with all its triples, and the profile that they make."""
        objects = self.objects
        for predicate, thing in triples:
            objects[predicate].add(thing)
        self._alike[subject.startswith(self._own), profile] += 1
        if len(self._alike) > PROFILES:
            self.sum_up()

    def sum_up(self) -> None:
        """Sum up what was taken."""
        for (is_own, (classes, used)), subjects in self._alike.items():
            members = dict.fromkeys(classes, subjects)
            self.subjects += subjects
            self.members.update(members)
            if is_own:
                self.things += subjects
                self.own_members.update(members)
            group = self._groups[classes]
            for predicate, triples in used:
                row = group.setdefault(predicate, [0, 0])
                row[0] += triples * subjects
                row[1] += subjects
        self._alike.clear()

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
        self._literals: dict[tuple[str, str], int] = defaultdict(int)  # by property, and by what follows the text

    def take(self, subject: str, triples: Iterable[Triple], profile: Profile) -> None:
        """Count a subject with all its triples, and the profile that they make."""
        super().take(subject, triples, profile)
        if subject.startswith(self._own):
            classes, used = profile
            iri = subject[1:-1]
            self.said[iri] = sum(triples for _, triples in used)
            if classes:
                self.kinds[iri] = classes[-1]
            if any(predicate == DEPRECATED for predicate, _ in used):
                self.withdrawn.add(iri)

    def literal(self, predicate: str, thing: str) -> None:
        """Count a triple whose object is a literal."""
        self._literals[predicate, thing[thing.rindex('"') + 1 :]] += 1

    def sum_up(self) -> None:
        """Sum up what was taken; literals by their datatype, and by their language."""
        super().sum_up()
        for (predicate, kind), triples in self._literals.items():
            if kind[:1] == "@":
                language, _, direction = kind[1:].partition("--")
                self.datatypes[DIRECTED if direction else TAGGED] += triples
                self.languages[language] += triples
                if predicate in LABEL_TERMS:
                    self.labels[language, predicate[1:-1]] += triples
            else:
                self.datatypes[kind[3:-1] or PLAIN] += triples  # ^^<datatype>
        self._literals.clear()


class Survey:
    """A dataset counted: the union of its graphs as a set, and each graph by its IRI."""

    def __init__(self, lines: Iterable[str], graphs: Iterable[str], base: str) -> None:
        """Count canonical N-Quads lines, sorted; `base` tells the site's own things."""
        self.union = Union(base)
        self.graphs = {iri: Tally(base) for iri in graphs}
        self._numbers: dict[str, int] = {}
        self._predicates: dict[str, str] = {}  # each once, however many lines it stands in
        named = {f"<{iri}>": tally for iri, tally in self.graphs.items()}
        for subject, rows in groupby(map(terms_in, lines), itemgetter(0)):
            self._take(subject, rows, named)
        for tally in (self.union, *self.graphs.values()):
            tally.sum_up()
        self._terms = list(self._numbers)

    def _take(self, subject: str, rows: Iterable[Row], named: Mapping[str, Tally]) -> None:
        """Count the rows of a subject: those of the same triple stand together, one for each of its graphs."""
        union, numbers, predicates = self.union, self._numbers, self._predicates
        triples: list[Triple] = []
        by_graph: dict[str, list[Triple]] = {}
        last = None
        for _, predicate, thing, graph in rows:
            triple = predicates.setdefault(predicate, predicate), numbers.setdefault(thing, len(numbers))
            if triple != last:
                last = triple
                triples.append(triple)
                if thing[0] == '"':
                    union.literal(predicate, thing)
            by_graph.setdefault(graph, []).append(triple)
        profile = _profile(triples)
        union.take(subject, triples, profile)
        for graph, some in by_graph.items():
            if graph in named:
                named[graph].take(subject, some, profile if len(by_graph) == 1 else _profile(some))

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


def _profile(triples: Iterable[Triple]) -> Profile:
    used: dict[str, int] = {}
    classes = []
    for predicate, thing in triples:
        used[predicate] = used.get(predicate, 0) + 1
        if predicate == RDF_TYPE:
            classes.append(thing)
    return tuple(classes), tuple(used.items())


def _summed(groups: Iterable[Group]) -> dict[str, tuple[int, int]]:
    sums: dict[str, list[int]] = {}
    for group in groups:
        for predicate, (triples, subjects) in group.items():
            row = sums.setdefault(predicate, [0, 0])
            row[0] += triples
            row[1] += subjects
    return {predicate: (triples, subjects) for predicate, (triples, subjects) in sums.items()}
