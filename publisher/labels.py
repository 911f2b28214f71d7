"""Names of things: where they are taken from, and one order of fallback between languages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Quad

from publisher.namespaces import DCTERMS, FOAF, RDF, RDFS, SCHEMA, SKOS

# Best first: a thing's name is taken from the first of these that it has in the wanted language.
LABEL_PREDICATES: Mapping[str, int] = MappingProxyType(
    {
        iri: rank
        for rank, iri in enumerate(
            (
                SKOS + "prefLabel",
                RDFS + "label",
                DCTERMS + "title",
                "http://purl.org/dc/elements/1.1/title",
                FOAF + "name",
                SCHEMA + "name",
                "http://schema.org/name",
            )
        )
    }
)
# What a search also finds a thing by.
OTHER_NAMES = frozenset(
    {
        *(SKOS + name for name in ("altLabel", "hiddenLabel", "notation")),
        SCHEMA + "alternateName",
        "http://schema.org/alternateName",
    }
)
NAMING = OTHER_NAMES | LABEL_PREDICATES.keys() | {RDF + "type"}


@dataclass(frozen=True)
class Label:
    """A name; `language` is "" where it has none; a lower `rank` is the better source."""

    text: str
    language: str
    rank: int = 0


def naming(quads: Iterable[Quad]) -> list[Quad]:
    """Return the quads that name things or tell their classes: the few that labels, lists and search are made of."""
    return [quad for quad in quads if quad.predicate.value in NAMING]


def labels_in(quads: Iterable[Quad]) -> dict[str, set[Label]]:
    """Return the labels of every IRI that has any."""
    found: dict[str, set[Label]] = {}
    for quad in quads:
        rank = LABEL_PREDICATES.get(quad.predicate.value)
        if rank is not None and isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
            label = Label(quad.object.value, quad.object.language or "", rank)
            found.setdefault(quad.subject.value, set()).add(label)
    return found


def choose(labels: Iterable[Label], languages: Sequence[str]) -> Label | None:
    """Return the label to show: the first language that has one, then none, then any; None when there is no label.

    Within a language the better source comes first; equal ones are told apart by their text, so that the choice
    is the same everywhere. A wanted "ja" also takes "ja-Latn" when there is no plain "ja".
    """

    def order(label: Label) -> tuple[int, int, str, str]:
        for place, language in enumerate(languages):
            if label.language == language:
                return 2 * place, label.rank, label.language, label.text
            if label.language.startswith(language + "-"):
                return 2 * place + 1, label.rank, label.language, label.text
        return 2 * len(languages) + (label.language != ""), label.rank, label.language, label.text

    return min(labels, key=order, default=None)


def last_word(iri: str) -> str:
    """Return the last word of an IRI, for want of a label: what follows the last "#", "/" or ":"."""
    for mark in "#/:":
        head, _, word = iri.rstrip(mark).rpartition(mark)
        if head and word:
            return word
    return iri
