"""The picture of a thing's nearest neighbours: what points to it on the left, what it points to on the right."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from publisher.namespaces import RDF
from publisher.rendering.names import Name, Names
from publisher.rendering.pictures import Caption, Dot, Picture, Tie, coloured, fitting, legend_of
from publisher.rendering.sections import Section
from publisher.rendering.things import Group

SHOWN = 9  # neighbours on each side
EACH = 4  # of one relation
WIDTH, MIDDLE, INSET = 760, 380, 232  # units; a letter of a label takes seven
LETTERS, CENTRE = 30, 24  # of a label beside a dot, and of the one in the middle
ROW, HEADING, MARGIN = 28, 26, 20

Side = list[tuple[Group, list[Name]]]


def sides(section: Section) -> tuple[Side, Side]:
    """Return the first neighbours by relation: those that point here, and those that it points to."""
    return _side(section.incoming), _side(section.facts)


def neighbours(section: Section) -> set[str]:
    """Return the IRIs of the neighbours that a picture shows."""
    return {name.iri for side in sides(section) for _, found in side for name in found}


def picture_of(section: Section, names: Names, classes: Mapping[str, str]) -> Picture | None:
    """Return the picture of a thing among its neighbours, whose `classes` tell their colours; None if it has none."""
    left, right = sides(section)
    if not left and not right:
        return None
    called = {iri: names.of_class(iri) for iri in sorted(set(classes.values()))}
    colours = coloured(classes.values())
    height = max(_height(left), _height(right))
    here = fitting(section.name.text, CENTRE)
    kind = classes.get(section.iri, "")
    dots = [
        Dot(section.name, MIDDLE, height // 2, 11, colours.get(kind, 0), called.get(kind), here, "middle", is_here=True)
    ]
    ties: list[Tie] = []
    captions: list[Caption] = []
    for side, groups, x in (("start", left, INSET), ("end", right, WIDTH - INSET)):
        for group, found, y in _rows(groups, height):
            label = fitting(group.property.text, LETTERS)
            captions.append(Caption(group.property, x, y, label, side, group.total - len(found)))
            for place, name in enumerate(found, 1):
                kind = classes.get(name.iri, "")
                text = fitting(name.text, LETTERS)
                dots.append(Dot(name, x, y + place * ROW, 7, colours.get(kind, 0), called.get(kind), text, side))
                ends = (len(dots) - 1, 0) if side == "start" else (0, len(dots) - 1)
                ties.append(Tie(*ends, group.property.text))
    return Picture(WIDTH, height, tuple(dots), tuple(ties), legend_of(colours, called), tuple(captions))


def _side(groups: Sequence[Group]) -> Side:
    found: Side = []
    left = SHOWN
    for group in groups:
        if group.property.iri == RDF + "type" or not left:
            continue
        named = [value.name for value in group.values if value.kind == "name" and value.name]
        shown = named[: min(EACH, left)]
        left -= len(shown)
        found += [(group, shown)] if shown else []
    return found


def _height(groups: Iterable[tuple[Group, list[Name]]]) -> int:
    return 2 * MARGIN + sum(HEADING + ROW * len(found) for _, found in groups)


def _rows(groups: Side, height: int) -> Iterator[tuple[Group, list[Name], int]]:
    """Yield the groups of a side with the height at which each begins, so that the side stands in the middle."""
    y = (height - _height(groups)) // 2 + MARGIN + HEADING // 2
    for group, found in groups:
        yield group, found, y
        y += HEADING + ROW * len(found)
