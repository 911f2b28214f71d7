"""What the connections of a worker share."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from publisher.mount import Application
from publisher.serve.expecting import Expected
from publisher.serve.front import Front
from publisher.serve.threads import Lane, Threads
from publisher.serve.turn import Turn
from publisher.views.places import Places


@dataclass(frozen=True)
class Service:
    """What the connections of a worker share: `application` answers, `refuse` those requests that are none.

    `is_at_hand` tells of which requests the application answers in no time, `is_small` of which in a moment; `prepare`
    returns what is to be waited for before it is asked for the answer to one, if there is something. `silence` is after
    how many seconds without a byte either way an answer comes to nothing, `most` the bytes of a body that are kept.
    """

    loop: asyncio.AbstractEventLoop
    application: Application
    refuse: Application
    is_at_hand: Callable[[dict[str, Any]], bool]
    is_small: Callable[[dict[str, Any]], bool]
    prepare: Callable[[dict[str, Any]], Expected | None]
    identify: Callable[[], str]
    turn: Turn
    front: Front
    lane: Lane
    threads: Threads
    places: Places
    most: int
    silence: float
