"""Turns: one at a time, few who wait, and what the others are told."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from support import eventually

from publisher.errors import StoreBusy
from publisher.views.turns import WAITING, Turns


def test_one_has_the_turn_a_few_wait_for_it_and_others_are_told_why_not() -> None:
    turns, begun = Turns(), threading.Barrier(WAITING + 1)
    inside: list[int] = []

    def write() -> int:
        begun.wait()
        with turns.turn(30):
            inside.append(1)
            most = len(inside)
            inside.pop()
            return most

    with ThreadPoolExecutor(WAITING) as threads:
        with turns.turn():
            waiting = [threads.submit(write) for _ in range(WAITING)]
            begun.wait()
            eventually(lambda: not turns._room.acquire(blocking=False) or bool(turns._room.release()))
            with pytest.raises(StoreBusy, match="other large pages"), turns.turn():
                pass
            assert not any(one.done() for one in waiting)
        assert [one.result() for one in waiting] == [1] * WAITING
    with turns.turn(), pytest.raises(StoreBusy, match="try again in a moment"), turns.turn(0.01):
        pass
    with turns.turn(0.01):
        pass
