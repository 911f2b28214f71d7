"""Write and open the folder of an Oxigraph store."""

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Quad, Store

from publisher.errors import SurroundingsError


def write_store(path: Path, quads: Iterable[Quad]) -> None:
    """Write a new store: every quad in its graph, and in the default graph the distinct union of all graphs.

    With the union kept as a graph a COUNT counts a triple once, however many graphs it stands in, and `GRAPH ?g`
    still finds each. Blank nodes keep their labels. Raises SurroundingsError when the folder cannot be written.
    """
    held = list(quads)
    try:
        store = Store(str(path))
        # bulk_extend, not bulk_load: the parser behind the latter gives blank nodes new labels.
        store.bulk_extend(held)
        # The store is a set: a triple that comes from two graphs is one of the union.
        store.bulk_extend(Quad(subject, predicate, thing) for subject, predicate, thing, _ in held)
        store.optimize()
        store.flush()
    except OSError as error:
        raise SurroundingsError(f"the SPARQL store cannot be written to {path}: {error}") from None
    del store  # closes it
    # The engine's own log names folders of this machine and differs from build to build.
    for log in path.glob("LOG*"):
        log.unlink()


def open_store(path: Path) -> Store:
    """Open a store to read it; nothing in its folder changes, and it goes on answering when the folder is gone."""
    try:
        return Store.read_only(str(path))
    except OSError as error:
        raise SurroundingsError(f"the SPARQL store in {path} cannot be opened: {error}; build the site again") from None
