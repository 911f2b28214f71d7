"""The picture of the whole graph on the landing page, and the same as a table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log10
from typing import Any

from publisher.overview import MARGIN_Y, WIDTH, WORDED
from publisher.rendering.names import Name, Names
from publisher.rendering.pictures import Dot, Picture, Tie, coloured, fitting, legend_of, letters

LETTERS = 22  # of a label
WIDE, HIGH = 15, 60  # units that a letter and a line of a label take on a phone: see style.css

Overview = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """A line of the picture in words: from what, by which relations, to what, and how many triples."""

    source: Name
    relations: tuple[Name, ...]
    target: Name
    total: int


def iris_of(overview: Overview) -> set[str]:
    """Return the IRIs that need names."""
    nodes = {iri for node in overview["nodes"] for iri in (node["iri"], node["class"]) if iri}
    return nodes | {iri for tie in overview["ties"] for iri in tie["properties"]}


def picture_of(overview: Overview, names: Names) -> Picture | None:
    """Return the picture; None where there is nothing to be seen."""
    nodes, ties = overview["nodes"], overview["ties"]
    if len(nodes) < 2:
        return None
    of_classes = overview["of"] == "classes"
    kinds = [names.vocabulary(node["iri"]) if of_classes else node["class"] for node in nodes]
    colours = coloured(kinds)
    called = {kind: Name(kind, kind, "", "") if of_classes else names.of_class(kind) for kind in set(kinds)}
    busy, most = _busiest(overview), max(node["total"] or 0 for node in nodes)
    dots = tuple(
        Dot(
            _named(names, node["iri"], of_classes),
            node["x"],
            node["y"],
            _radius(node["total"], most),
            colours.get(kind, 0),
            None if of_classes else called[kind],
            fitting(_named(names, node["iri"], of_classes).text, LETTERS) if place in busy else "",
            "middle",
            node["total"],
        )
        for place, (node, kind) in enumerate(zip(nodes, kinds, strict=True))
    )
    drawn = tuple(
        Tie(tie["source"], tie["target"], _told(tie, names), min(3, 1 + int(log10(tie["total"]))), tie["total"])
        for tie in ties
        if tie["source"] != tie["target"]
    )
    kept = _apart(dots, busy)
    sparse = tuple(replace(dot, is_minor=place not in kept) for place, dot in enumerate(dots))
    height = max(dot.y for dot in dots) + MARGIN_Y
    return Picture(WIDTH, height, sparse, drawn, legend_of(colours, called))


def rows(overview: Overview, names: Names) -> Iterator[Row]:
    """Yield the ties of the picture, the strongest first."""
    of_classes = overview["of"] == "classes"
    for tie in overview["ties"]:
        source, target = (overview["nodes"][tie[end]]["iri"] for end in ("source", "target"))
        relations = tuple(names.of_term(iri) for iri in tie["properties"])
        yield Row(_named(names, source, of_classes), relations, _named(names, target, of_classes), tie["total"])


def _named(names: Names, iri: str, of_classes: bool) -> Name:
    return names.of_class(iri) if of_classes else names.of(iri)


def _told(tie: Mapping[str, Any], names: Names) -> str:
    return " · ".join(names.of_term(iri).text for iri in tie["properties"])


def _radius(total: int | None, most: int) -> int:
    """Return how large a dot is: a class by the magnitude of its count beside the largest."""
    return 7 if total is None else round(6 + 14 * log10(1 + total) / log10(2 + most))


def _busiest(overview: Overview) -> list[int]:
    """Return the dots, by number, that have most ties, the busiest first."""
    weights = [0] * len(overview["nodes"])
    for tie in overview["ties"]:
        weights[tie["source"]] += 1
        weights[tie["target"]] += 1
    shown = WORDED // 2 if len(weights) > WORDED else WORDED
    return sorted(range(len(weights)), key=lambda place: (-weights[place], place))[:shown]


def _apart(dots: Sequence[Dot], busy: Iterable[int]) -> set[int]:
    """Return the dots, by number, whose labels a phone has room for: over no other label, not over the edge."""
    kept: dict[int, int] = {}  # half the width of each label
    for place in busy:
        dot = dots[place]
        half = (letters(dot.label) + letters(str(dot.total or "")) + 1) * WIDE // 2
        is_free = all(abs(dot.x - dots[one].x) > half + kept[one] or abs(dot.y - dots[one].y) > HIGH for one in kept)
        if is_free and half <= dot.x <= WIDTH - half:
            kept[place] = half
    return set(kept)
