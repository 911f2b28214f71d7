"""A store in memory: what it takes, what it is loaded from, and the load itself."""

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat, parse

from publisher.errors import SurroundingsError
from publisher.units import MEGABYTE

# Bytes of a quad: 264 for a million triples in one graph and their union. The engine counts references in it whenever
# it passes, so that each process gets a copy of its own of what it has read, whatever it was forked from.
QUAD = 270


@dataclass(frozen=True)
class Source:
    """The dumps that a store is loaded from: N-Triples of the union, N-Quads of the graphs; and how many quads."""

    union: str
    graphs: str
    quads: int

    def megabytes(self, processes: int) -> float:
        """Return what so many processes take at most that are forked from one which has loaded it."""
        texts = Path(self.union).stat().st_size  # each different one is held once, and shared
        return (self.quads * QUAD * (1 + processes) + texts) / MEGABYTE


def load_store(source: Source) -> pyoxigraph.Store:
    """Return a store in memory that answers as the one on disk does (`files.write_store`); 3 s for a million quads.

    Its quads are in another order, which is the same each time. Raises SurroundingsError when a dump cannot be read.
    """
    store = pyoxigraph.Store()
    rows = ((source.graphs, RdfFormat.N_QUADS), (source.union, RdfFormat.N_TRIPLES))
    try:
        for path, format in rows:
            # Not bulk_load: its parser gives blank nodes new labels. Lenient: what we wrote ourselves is right.
            store.bulk_extend(parse(path=path, format=format, lenient=True))
    except (OSError, SyntaxError) as error:
        raise SurroundingsError(f"the store cannot be loaded into memory: {error}") from None
    return store
