"""The picture of a thing's nearest neighbours: what points to it on the left, what it points to on the right."""

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import NamedNode

from publisher.description import Description, Role, name_of
from publisher.namespaces import RDF
from publisher.rendering.names import Name, Names
from publisher.rendering.pictures import Caption, Dot, Picture, Tie, coloured, fitting, legend_of
from publisher.rendering.sections import Section
from publisher.rendering.things import Group

SHOWN = 9  # neighbours on each side
EACH = 4  # of one relation
WIDTH, MIDDLE, INSET = 760, 380, 280  # units; a letter of a label takes seven
LETTERS, WIDER, CENTRE = 26, 37, 24  # of a label beside a dot, of that on a wide page, and of the one in the middle
ROW, HEADING, MARGIN = 28, 26, 20

Side = list[tuple[Group, list[Name]]]


def near(description: Description) -> set[str]:
    """Return the IRIs of a thing and of what may stand beside it in a picture."""
    found = {quad.object.value for quad in description.outgoing if isinstance(quad.object, NamedNode)}
    links = (link for link in description.incoming if link.role is Role.OBJECT)
    return found.union((description.iri,), (name_of(quad.subject) for link in links for quad in link.quads))


def picture_of(section: Section, names: Names) -> Picture | None:
    """Return the picture of a thing among its first neighbours by relation, coloured by class; None if it has none."""
    left, right = _side(section.incoming), _side(section.facts)
    if not left and not right:
        return None
    shown = (section.name, *(name for side in (left, right) for _, found in side for name in found))
    kinds = {name.iri: kind for name in shown if (kind := names.kind_of(name.iri))}
    colours = coloured(kind.iri for kind in kinds.values())

    def dot(name: Name, x: int, y: int, radius: int, label: str, side: str) -> Dot:
        kind = kinds.get(name.iri)
        colour, wider = colours.get(kind.iri, 0) if kind else 0, fitting(name.text, WIDER)
        return Dot(name, x, y, radius, colour, kind, label, side, is_here=name is here, wider=wider)

    here, height = section.name, max(_height(left), _height(right))
    dots = [dot(here, MIDDLE, height // 2, 11, fitting(here.text, CENTRE), "middle")]
    ties: list[Tie] = []
    captions: list[Caption] = []
    for side, groups, x in (("start", left, INSET), ("end", right, WIDTH - INSET)):
        for group, found, y in _rows(groups, height):
            label = fitting(group.property.text, LETTERS)
            captions.append(Caption(group.property, x, y, label, side, group.total - len(found)))
            for place, name in enumerate(found, 1):
                dots.append(dot(name, x, y + place * ROW, 7, fitting(name.text, LETTERS), side))
                ends = (len(dots) - 1, 0) if side == "start" else (0, len(dots) - 1)
                ties.append(Tie(*ends, group.property.text))
    legend = legend_of(colours, {kind.iri: kind for kind in kinds.values()})
    return Picture(WIDTH, height, tuple(dots), tuple(ties), legend, tuple(captions))


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
