"""What the loop does itself: a little in each turn, and the rest in the next ones."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from publisher.serve import threads
from publisher.serve.threads import SHARE, Lane


@dataclass
class Turns:
    """A loop whose turns are taken by hand, and a clock that only moves when it is told to."""

    now: float = 0.0
    due: list[Callable[[], None]] = field(default_factory=list)

    def call_soon(self, act: Callable[[], None]) -> None:
        self.due.append(act)

    def take(self) -> None:
        """Take one turn: do what was due when it began."""
        due, self.due = self.due, []
        for act in due:
            act()

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> Turns:
    found = Turns()
    # In place of the real clock, for what a turn does depends on how long things take, and here nothing is timed.
    monkeypatch.setattr(threads, "time", found)
    return found


def job(turns: Turns, done: list[int], number: int, seconds: float) -> Callable[[], None]:
    def act() -> None:
        turns.now += seconds
        done.append(number)

    return act


@pytest.mark.parametrize(("share", "first"), [(0.3, 4), (0.6, 2), (1.0, 1), (5.0, 1)])
def test_a_turn_begins_as_many_things_as_its_share_allows_and_one_at_least(
    turns: Turns, share: float, first: int
) -> None:
    lane, done = Lane(turns), list[int]()  # type: ignore[arg-type]
    for number in range(8):
        assert lane.begin(job(turns, done, number, share * SHARE))
    assert done == []
    turns.take()
    assert done == list(range(first))
    for _ in range(8):
        turns.take()
    assert done == list(range(8))
    assert turns.due == []


def test_what_is_begun_by_something_that_is_done_comes_after_it(turns: Turns) -> None:
    lane, done = Lane(turns), list[int]()  # type: ignore[arg-type]

    def first() -> None:
        lane.begin(job(turns, done, 2, SHARE))
        done.append(1)

    lane.begin(first)
    turns.take()
    assert done == [1, 2]
    assert turns.due == []


def test_what_fails_holds_up_nothing(turns: Turns) -> None:
    lane, done = Lane(turns), list[int]()  # type: ignore[arg-type]

    def fail() -> None:
        raise ValueError("lost")

    lane.begin(fail)
    lane.begin(job(turns, done, 1, 0))
    with pytest.raises(ValueError, match="lost"):
        turns.take()
    turns.take()
    assert done == [1]


def test_no_more_waits_than_there_may_be(turns: Turns) -> None:
    lane, done = Lane(turns, line=2), list[int]()  # type: ignore[arg-type]
    assert [lane.begin(job(turns, done, number, 0)) for number in range(3)] == [True, True, False]
    turns.take()
    assert done == [0, 1]
    assert lane.begin(job(turns, done, 3, 0))
