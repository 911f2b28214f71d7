"""What a search has found, as the page of the search and its suggestions show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from publisher.rendering.frame import Pager, pager
from publisher.rendering.names import Name, Names
from publisher.rendering.values import visible
from publisher.search import Found, Hit, Piece

OFFERED = 12  # classes to narrow a search by: those that most of what was found is of


@dataclass(frozen=True)
class Asked:
    """What is searched for: a text, in the names of things of a class or of all, and which part of the list."""

    text: str
    class_iri: str | None = None
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True)
class Shown:
    """A thing found: its name with the words marked, and `also` another name of it if that is why it was found."""

    name: Name
    pieces: tuple[Piece, ...]
    also: tuple[Piece, ...]
    also_language: str
    classes: tuple[Name, ...]

    @property
    def href(self) -> str:
        """Our own page about it, foreign or not: what is said here is what was searched."""
        return self.name.about or self.name.href


@dataclass(frozen=True)
class Narrowed:
    """A class to narrow a search by, and how many things there are of it: None and None for those of any."""

    name: Name | None
    href: str
    is_chosen: bool
    total: int | None = None


def shown(hit: Hit, names: Names) -> Shown:
    """Return a thing found as pages show it."""
    name = names.of(hit.iri)
    return Shown(
        name,
        hit.pieces(name.text),
        () if hit.text == name.text or hit.is_told_by(name.text) else hit.pieces(hit.text),
        hit.language,
        tuple(names.of_class(one) for one in hit.classes),
    )


def narrowed(names: Names, asked: Asked, classes: Mapping[str, int]) -> list[Narrowed]:
    """Return the classes that a search may be narrowed by, the largest first, after the whole: nothing for one."""
    offered = offered_classes(classes, asked.class_iri)
    if len(offered) < 2 and asked.class_iri is None:
        return []
    every = Narrowed(None, names.links.page("search", q=asked.text), asked.class_iri is None)
    return [every, *(_narrowed(names, asked, iri, classes.get(iri, 0)) for iri in offered)]


def offered_classes(classes: Mapping[str, int], class_iri: str | None) -> list[str]:
    """Return the classes that most things found are of, and the one that is asked for in any case."""
    order = sorted(classes, key=lambda iri: (-classes[iri], iri))[:OFFERED]
    return order if class_iri is None or class_iri in order else [*order, class_iri]


def search_pager(names: Names, asked: Asked, found: Found) -> Pager | None:
    """Return the links to the other pages of a search."""
    kept: dict[str, str | int] = {"q": asked.text, "limit": asked.limit}
    kept |= {"type": asked.class_iri} if asked.class_iri else {}
    return pager(
        asked.offset // asked.limit + 1,
        ceil(found.total / asked.limit),
        lambda n: names.links.page("search", **kept, offset=(n - 1) * asked.limit),
    )


def suggestion(hit: Hit, names: Names) -> dict[str, Any]:
    """Return a thing found as the script of the search form reads it: texts in pieces, and which of them are found."""
    one = shown(hit, names)
    kind = next(iter(one.classes), None)
    return {
        "iri": hit.iri,
        "href": one.href,
        "label": _told(one.name.language, one.pieces),
        "also": _told(one.also_language, one.also) if one.also else None,
        "type": kind and _told(kind.language, (Piece(kind.text, False),)),
    }


def _narrowed(names: Names, asked: Asked, iri: str, total: int) -> Narrowed:
    href = names.links.page("search", q=asked.text, type=iri)
    return Narrowed(names.of_term(iri), href, iri == asked.class_iri, total)


def _told(language: str, pieces: Iterable[Piece]) -> dict[str, Any]:
    return {"language": language, "pieces": [[visible(text), is_found] for text, is_found in pieces]}
