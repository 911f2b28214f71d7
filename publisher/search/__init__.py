"""Full-text search over the names of things, in a table of the snapshot."""

from publisher.search.folding import Piece, fold, marked
from publisher.search.reading import Found, Hit, Search
from publisher.search.writing import write_search

__all__ = ["Found", "Hit", "Piece", "Search", "fold", "marked", "write_search"]
