"""Places for the dots of a graph, by forces between them (Fruchterman and Reingold, 1991).

Nothing but the four operations and square roots is used, which IEEE 754 rounds alike everywhere: the same graph has the
same places on every machine.
"""

from collections.abc import Sequence
from math import sqrt

WIDTH, HEIGHT = 960, 560  # of the picture, in its units
MARGIN_X, MARGIN_Y = 90, 44  # for the words beside the outermost dots
ACROSS, DOWN = 260, 130  # how far a few dots spread, times the root of their number: 9 and 14 of them fill the picture
ROUNDS = 160
LINEAR = 0.3  # how far places are by distance; the rest is by rank
PARTINGS = 60
GRAVITY = 0.06  # towards the middle, so that what is tied to nothing stays near

Place = tuple[int, int]


def places(total: int, ties: Sequence[tuple[int, int]], box: tuple[int, int]) -> list[Place]:
    """Return a place for each of so many dots; `box` is the room that each takes with its words.

    The time grows with the square of their number.
    """
    xs, ys = _scattered(total)
    ideal = 1 / sqrt(max(1, total))
    for turn in range(ROUNDS):
        dxs, dys = _forces(xs, ys, ties, ideal)
        most = 0.12 * (1 - turn / ROUNDS) + 0.002
        for dot in range(total):
            length = sqrt(dxs[dot] ** 2 + dys[dot] ** 2) or 1.0
            step = min(length, most) / length
            xs[dot] += dxs[dot] * step
            ys[dot] += dys[dot] * step
    wide = min(WIDTH - 2 * MARGIN_X, ACROSS * sqrt(total))
    high = min(HEIGHT - 2 * MARGIN_Y, DOWN * sqrt(total))
    xs, ys = _spread(xs, (WIDTH - wide) / 2, wide), _spread(ys, MARGIN_Y, high)
    _apart(xs, ys, box)
    return [(round(x), round(y)) for x, y in zip(xs, ys, strict=True)]


def _scattered(total: int) -> tuple[list[float], list[float]]:
    """Return places to begin with: a sequence without order that is the same every time (Lehmer, 1951)."""
    seed, numbers = 20_011, []
    for _ in range(2 * total):
        seed = seed * 48_271 % 2_147_483_647
        numbers.append(seed / 2_147_483_647)
    return numbers[:total], numbers[total:]


def _forces(
    xs: Sequence[float], ys: Sequence[float], ties: Sequence[tuple[int, int]], ideal: float
) -> tuple[list[float], list[float]]:
    total, square = len(xs), ideal * ideal
    dxs, dys = [(0.5 - x) * GRAVITY for x in xs], [(0.5 - y) * GRAVITY for y in ys]
    for one in range(total):
        x, y = xs[one], ys[one]
        for other in range(one):
            dx, dy = x - xs[other], y - ys[other]
            push = square / (dx * dx + dy * dy + 1e-6)
            dxs[one] += dx * push
            dys[one] += dy * push
            dxs[other] -= dx * push
            dys[other] -= dy * push
    for one, other in ties:
        dx, dy = xs[one] - xs[other], ys[one] - ys[other]
        pull = sqrt(dx * dx + dy * dy) / ideal * 0.5
        dxs[one] -= dx * pull
        dys[one] -= dy * pull
        dxs[other] += dx * pull
        dys[other] += dy * pull
    return dxs, dys


def _spread(values: Sequence[float], start: float, size: float) -> list[float]:
    """Return values from a start on, mostly by their rank: what lies far out presses nothing together."""
    ranks = {number: rank for rank, number in enumerate(sorted(range(len(values)), key=lambda one: (values[one], one)))}
    low, span = min(values, default=0.0), max(values, default=0.0) - min(values, default=0.0) or 1.0
    last = max(1, len(values) - 1)
    return [
        start + ((value - low) / span * LINEAR + ranks[number] / last * (1 - LINEAR)) * size
        for number, value in enumerate(values)
    ]


def _apart(xs: list[float], ys: list[float], box: tuple[int, int]) -> None:
    """Move dots whose boxes, words included, lie over each other, the shorter way."""
    for _ in range(PARTINGS):
        for one in range(len(xs)):
            for other in range(one):
                dx, dy = xs[one] - xs[other], ys[one] - ys[other]
                over_x, over_y = box[0] - abs(dx), box[1] - abs(dy)
                if over_x <= 0 or over_y <= 0:
                    continue
                if over_x * box[1] < over_y * box[0]:
                    _part(xs, one, other, over_x if dx >= 0 else -over_x)
                else:
                    _part(ys, one, other, over_y if dy >= 0 else -over_y)
        for values, margin, size in ((xs, MARGIN_X, WIDTH), (ys, MARGIN_Y, HEIGHT)):
            values[:] = [min(max(value, margin), size - margin) for value in values]


def _part(values: list[float], one: int, other: int, by: float) -> None:
    values[one] += by / 2
    values[other] -= by / 2
