"""Pictures of graphs: things as dots, what ties them as lines, coloured by class; drawn by the server as SVG."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from publisher.rendering.names import Name

COLOURS = 8  # classes that a picture tells apart by colour; the others share one (0)


@dataclass(frozen=True)
class Dot:
    """A thing in a picture, at a place in its units; `label` is what is written beside it, by its `side`.

    `is_minor` says that a small picture has no room for the label; `wider` is the label where there is more of it.
    """

    name: Name
    x: int
    y: int
    radius: int
    colour: int
    kind: Name | None
    label: str
    side: str = "end"
    total: int | None = None
    is_here: bool = False
    is_minor: bool = False
    wider: str = ""


@dataclass(frozen=True)
class Tie:
    """A line from a dot to another, both by number; `label` tells the relation, `width` how strong it is."""

    source: int
    target: int
    label: str
    width: int = 1
    total: int = 1


@dataclass(frozen=True)
class Caption:
    """Words in a picture that are no dot's; `more` counts what is not shown."""

    name: Name
    x: int
    y: int
    label: str
    side: str
    more: int


@dataclass(frozen=True)
class Picture:
    """A graph to be drawn; `legend` are its classes, the commonest first, with their colours."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    ties: tuple[Tie, ...]
    legend: tuple[tuple[int, Name], ...] = ()
    captions: tuple[Caption, ...] = ()


def coloured(kinds: Iterable[str]) -> Mapping[str, int]:
    """Return the colours of classes, the commonest first: 1 to `COLOURS`."""
    ordered = sorted(Counter(kinds).items(), key=lambda item: (-item[1], item[0]))
    return {kind: colour for colour, (kind, _) in enumerate(ordered[:COLOURS], 1)}


def letters(text: str) -> int:
    """Return how many letters' width a text takes; wide ones count for two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def fitting(text: str, width: int) -> str:
    """Return the beginning of a text that takes no more than some letters' width."""
    left = width
    words = " ".join(text.split())
    if len(words) <= width and words.isascii():
        return words
    for place, letter in enumerate(words):
        left -= letters(letter)
        if left < 0:
            return words[: max(0, place - 1)].rstrip() + "…"
    return words


def legend_of(colours: Mapping[str, int], names: Mapping[str, Name]) -> tuple[tuple[int, Name], ...]:
    """Return the legend of a picture."""
    return tuple((colour, names[iri]) for iri, colour in colours.items())
