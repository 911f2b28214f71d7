"""The sections of a page by the type of their things, with what serves files rather than readers apart."""

from collections.abc import Iterable, Sequence

from publisher.namespaces import SH
from publisher.rendering.names import Name
from publisher.rendering.sections import Section
from publisher.rendering.things import Group

PREFIXES, DECLARE = SH + "PrefixDeclaration", SH + "declare"
Kind = tuple[Name | None, list[Section]]  # a type, and the sections of its things


def by_type(sections: Iterable[Section]) -> tuple[list[Kind], list[Kind]]:
    """Return the sections of a page by their first type, those without one last, each in the order of their names.

    Declarations of prefixes, which serve files rather than readers, stand apart.
    """
    kinds: dict[str, Kind] = {}
    for section in sections:
        kind = section.types[0] if section.types else None
        kinds.setdefault(kind.iri if kind else "", (kind, []))[1].append(section)
    for _, members in kinds.values():
        members.sort(key=lambda section: (section.name.text.casefold(), section.iri))
    found = sorted(kinds.values(), key=lambda kind: (kind[0] is None, kind[0].text.casefold() if kind[0] else ""))
    folded = [kind for kind in found if kind[0] and kind[0].iri == PREFIXES]
    return [kind for kind in found if kind not in folded], folded


def is_told_by(folded: Sequence[Kind], group: Group) -> bool:
    """Whether a group only lists prefix declarations that all have a section of their own."""
    iris = {section.iri for _, sections in folded for section in sections}
    named = {value.name.iri if value.name else "" for value in group.values}
    return group.property.iri == DECLARE and named <= iris and group.total <= len(iris)
