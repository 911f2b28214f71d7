"""What workers are told by the supervisor: which snapshot answers now, and where its queries are answered."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "live.json"


@dataclass(frozen=True)
class Pointer:
    """A snapshot's folder, the socket of its query server, and when it became current (seconds since 1970).

    `in_memory` is whether the query server has the store in memory: it finds the same, in another order.
    """

    folder: str
    socket: str
    since: float
    in_memory: bool = False


def point(runtime: Path, pointer: Pointer) -> None:
    """Tell the workers in one atomic step which snapshot answers from now on."""
    aside = runtime / f".{NAME}"
    aside.write_text(json.dumps(asdict(pointer)), encoding="utf-8")
    aside.replace(runtime / NAME)
