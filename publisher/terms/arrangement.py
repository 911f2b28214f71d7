"""How shapes arrange the properties of the things of a class: in groups, in an order, under names of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from publisher.labels import Label


@dataclass(frozen=True)
class Heading:
    """A group of properties; `names` are in all languages, `order` is infinite where it has none."""

    iri: str
    names: tuple[Label, ...]
    order: float = inf


@dataclass(frozen=True)
class Place:
    """Where a property stands among others; `names`, in all languages, are what it is called there."""

    heading: Heading | None = None
    order: float = inf
    names: tuple[Label, ...] = ()

    def or_else(self, other: "Place") -> "Place":
        """Return this place, what it leaves open taken from another one."""
        order = other.order if self.order == inf else self.order
        return Place(self.heading or other.heading, order, self.names or other.names)

    @property
    def rank(self) -> tuple[float, str, float]:
        """What to sort places by: groups in their order, then what is in none."""
        heading = self.heading
        return (heading.order if heading else inf, heading.iri if heading else LAST, self.order)


Arrangement = Mapping[str, Place]  # by property
LAST = "\U0010ffff"  # after every IRI


def overlaid(near: Arrangement, far: Arrangement) -> dict[str, Place]:
    """Return an arrangement, what it leaves open taken from that of a class further up."""
    both = {name: place.or_else(far.get(name, place)) for name, place in near.items()}
    return {**far, **both}
