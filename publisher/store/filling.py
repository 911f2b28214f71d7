"""Write a store in a process of its own: `publisher.store.filling`, given its folder, how many quads, and its parent.

The quads come as N-Quads on standard input. The answer on standard output is one piece of JSON: what the store holds,
or why it could not be written. Where the quads end early, as when the one who gives them has ended, there is no store
and no answer; and the process ends with its parent.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from publisher.errors import PublisherError
from publisher.store.files import write_store
from publisher.store.held import held_in
from publisher.store.processes.isolation import end_with_parent


def main() -> int:
    """Write the store; return the exit status."""
    folder, total, parent = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    end_with_parent(parent)
    try:
        # A parser that keeps the labels of blank nodes. Lenient: what we wrote ourselves is right.
        quads = list(parse(sys.stdin.buffer, format=RdfFormat.N_QUADS, lenient=True))
    except SyntaxError as error:  # the last line is cut
        print(error, file=sys.stderr)
        return 1
    if len(quads) != total:
        print(f"{len(quads)} quads came of {total}", file=sys.stderr)
        return 1
    print(json.dumps(_answer(folder, quads)), flush=True)
    return 0


def _answer(folder: Path, quads: list[Quad]) -> dict[str, object]:
    try:
        write_store(folder, quads)
        return {"held": asdict(held_in(folder))}
    except PublisherError as error:
        return {"error": str(error)}
    except OSError as error:
        return {"refused": [error.errno, error.strerror, error.filename]}
    except MemoryError:
        return {"error": f"the SPARQL store cannot be written to {folder}: too little memory"}


if __name__ == "__main__":
    sys.exit(main())
