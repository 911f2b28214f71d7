"""How many connections each worker has, so that they come to have as many as one another."""

import mmap

NOBODY = 2**32 - 1


class Shares:
    """The numbers of connections of so many workers, in memory that processes share which are forked from this one."""

    def __init__(self, number: int) -> None:
        self._numbers = memoryview(mmap.mmap(-1, 4 * number)).cast("I")
        for place in range(number):
            self.tell(place, NOBODY)

    def tell(self, place: int, number: int) -> None:
        """Tell the others how many connections the worker at a place has; NOBODY where there is none."""
        self._numbers[place] = number

    def is_larger(self, place: int) -> bool:
        """Return whether another worker has fewer connections than the one at a place."""
        return min(self._numbers) < self._numbers[place]
