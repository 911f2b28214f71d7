"""From the survey of a dataset to its figures, the largest first, within bounds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Quad

from publisher.description import lines_of
from publisher.dumps import own_first, unique_words
from publisher.namespaces import Prefixes
from publisher.statistics.model import Figures, Graph, Kind, Language, Members, Part, Property, Share, Statistics
from publisher.statistics.tally import Survey, Tally, Union, largest_first

EXAMPLES = 3
# Bounds of what is told of parts of parts, so that what a dataset says of itself stays small beside it: the properties
# of one class or graph, and the classes of one graph; and of each kind in all, so that the largest classes and graphs
# are told of and the rest may not be.
WIDEST = 200
DETAILS = 5_000


def count(quads: Sequence[Quad], graphs: Mapping[str, str], base: str, prefixes: Prefixes) -> Statistics:
    """Count a dataset; `graphs` maps each graph's IRI to its name."""
    survey = Survey(sorted(lines_of(quads)), graphs, base)
    union, classes, usages = survey.union, survey.classes(survey.union), _usages(survey.union)
    named = _Names(
        _words(own_first(classes, base, "class/"), base, prefixes),
        _words(own_first(usages, base, ""), base, prefixes),
    )
    return Statistics(
        figures=_figures(union),
        quads=len(quads),
        classes=tuple(_kinds(survey, classes, named)),
        properties=tuple(
            Property(iri, named.properties[iri], triples, subjects, len(union.objects[f"<{iri}>"]))
            for iri, (triples, subjects) in usages.items()
        ),
        graphs=tuple(_graphs(survey, graphs, named)),
        languages=tuple(_languages(union, named)),
        datatypes=_parts(largest_first(union.datatypes), _words(sorted(union.datatypes), base, prefixes)),
        examples=tuple(_examples(survey, base)),
        vocabularies=tuple(sorted({_namespace(iri) for iri in (*classes, *usages)} - {"", base})),
    )


@dataclass(frozen=True)
class _Names:
    """The words that name classes and properties, by IRI."""

    classes: Mapping[str, str]
    properties: Mapping[str, str]


def _figures(tally: Tally) -> Figures:
    usages = tally.usages()
    return Figures(
        triples=sum(triples for triples, _ in usages.values()),
        things=tally.things,
        subjects=tally.subjects,
        objects=tally.distinct_objects,
        # VoID counts what stands as object of rdf:type, be it a class without a name.
        classes=len(tally.members),
        properties=len(usages),
    )


def _usages(tally: Tally) -> dict[str, tuple[int, int]]:
    """Return how many triples and subjects each property has, those with most triples first."""
    usages = {predicate[1:-1]: used for predicate, used in tally.usages().items()}
    return {iri: usages[iri] for iri in largest_first({iri: triples for iri, (triples, _) in usages.items()})}


def _kinds(survey: Survey, classes: Mapping[str, int], named: _Names) -> Iterator[Kind]:
    """Yield the classes, those with most members first and, as far as the bounds allow, with their properties."""
    left = DETAILS
    for (iri, total), used in zip(classes.items(), survey.by_class(classes), strict=True):
        left -= min(len(used), WIDEST)
        shares = tuple(_shares(used, named)) if left >= 0 else ()
        triples = sum(triples for triples, _ in used.values())
        yield Kind(iri, named.classes[iri], total, survey.things(survey.union, iri), triples, len(used), shares)


def _shares(used: Mapping[str, tuple[int, int]], named: _Names) -> Iterator[Share]:
    """Yield the properties that most members of a class have, those first."""
    having = largest_first({predicate[1:-1]: subjects for predicate, (_, subjects) in used.items()})
    for iri, subjects in islice(having.items(), WIDEST):
        yield Share(iri, named.properties[iri], used[f"<{iri}>"][0], subjects)


def _graphs(survey: Survey, graphs: Mapping[str, str], named: _Names) -> Iterator[Graph]:
    """Yield the graphs in their order; the largest, as far as the bounds allow, with their classes and properties."""
    figures = {iri: _figures(survey.graphs[iri]) for iri in graphs}
    left, told = DETAILS, set()
    for iri in largest_first({iri: one.triples for iri, one in figures.items()}):
        left -= min(figures[iri].classes, WIDEST) + min(figures[iri].properties, WIDEST)
        if left >= 0:
            told.add(iri)
    for iri, name in graphs.items():
        tally = survey.graphs[iri]
        classes = survey.classes(tally)
        members: tuple[Members, ...] = ()
        usages: dict[str, int] = {}
        if iri in told:
            members = tuple(_members(survey, tally, dict(islice(classes.items(), WIDEST)), named))
            usages = {one: triples for one, (triples, _) in islice(_usages(tally).items(), WIDEST)}
        yield Graph(iri, name, figures[iri], len(classes), members, _parts(usages, named.properties))


def _members(survey: Survey, tally: Tally, classes: Mapping[str, int], named: _Names) -> Iterator[Members]:
    for iri, total in classes.items():
        yield Members(iri, named.classes[iri], total, survey.things(tally, iri))


def _languages(union: Union, named: _Names) -> Iterator[Language]:
    """Yield the languages of texts, those with most triples first."""
    for tag, triples in largest_first(union.languages).items():
        labels = {iri: total for (language, iri), total in union.labels.items() if language == tag}
        yield Language(tag, triples, _parts(largest_first(labels), named.properties))


def _parts(totals: Mapping[str, int], names: Mapping[str, str]) -> tuple[Part, ...]:
    return tuple(Part(iri, names[iri], total) for iri, total in totals.items())


def _examples(survey: Survey, base: str) -> list[str]:
    """Return a few things below the base that much is said of, each of another class.

    Things under `/id/` come first, and fragments, which are rather terms of vocabularies, last.
    """

    def order(item: tuple[str, int]) -> tuple[bool, bool, int, str]:
        iri, statements = item
        return not iri.startswith(f"{base}id/"), "#" in iri, -statements, iri

    chosen: dict[str, str] = {}
    for iri, _ in sorted(survey.union.said.items(), key=order):
        if iri not in survey.union.withdrawn:
            chosen.setdefault(survey.class_of(iri), iri)
    return list(chosen.values())[:EXAMPLES]


def _words(iris: Iterable[str], base: str, prefixes: Prefixes) -> dict[str, str]:
    """Return a word for each of the IRIs, no two alike; those that come first have the choice."""
    return unique_words({iri: _readable(iri, base, prefixes) for iri in iris})


def _readable(iri: str, base: str, prefixes: Prefixes) -> str:
    """Return the text a page's name is made from: the last word of our own IRIs, prefix-word for others."""
    split = None if iri.startswith(base) else prefixes.split(iri)
    return f"{split[0]}-{split[1]}" if split and split[1] else iri


def _namespace(iri: str) -> str:
    """Return the vocabulary that a term is of, by how vocabularies are written: up to "#" or "/"; "" for others."""
    namespace = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
    return "" if namespace.endswith("//") else namespace
