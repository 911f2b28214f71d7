"""Measure publisher and its rivals in turn, round by round, and set the figures side by side."""

from collections.abc import Callable, Iterable, Mapping
from statistics import median

from load import Load, Refused
from parties import Party
from report import NONE, figure, ratio, spread

PUBLISHER = "publisher"
# What each gave in each round, or why it could not.
Found = dict[str, list[Load] | Refused]


def compared(what: str, parties: Iterable[Party], rounds: int, ask: Callable[[Party, int], Load]) -> list[list[str]]:
    """Return a row for each rival beside publisher; `ask` is given a party and the number of the round."""
    return rows_of(what, in_turn({party.name: lambda n, party=party: ask(party, n) for party in parties}, rounds))  # type: ignore[misc]


def in_turn(measures: Mapping[str, Callable[[int], Load]], rounds: int) -> Found:
    """Measure each in each round; a rival that refuses is not asked again, publisher must not."""
    found: Found = {name: [] for name in measures}
    for number in range(rounds):
        for name, measure in measures.items():
            loads = found[name]
            if isinstance(loads, Refused):
                continue
            try:
                loads.append(measure(number))
            except Refused as reason:
                if name == PUBLISHER:
                    raise
                found[name] = reason
    return found


def rows_of(what: str, found: Found) -> list[list[str]]:
    """Return a row for each rival beside publisher: the ratio of answers a second, and the figures of both."""
    ours = found[PUBLISHER]
    assert not isinstance(ours, Refused)
    rows = []
    for name, theirs in found.items():
        if name == PUBLISHER:
            continue
        if isinstance(theirs, Refused):
            rows.append([NONE, what, _told(ours), name, f"{theirs}"])
        else:
            rate = ratio([one.rate for one in ours], [one.rate for one in theirs])
            rows.append([rate, what, _told(ours), name, _told(theirs)])
    return rows


def _told(loads: list[Load]) -> str:
    return f"{spread([one.rate for one in loads], '/s')}, {figure(median(one.cpu for one in loads))} µs"
