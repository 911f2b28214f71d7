"""Sources: parse every format with file and line, name the graphs, move to the published base, label blank nodes."""

from publisher.sources.base import Mover, mover
from publisher.sources.canonical import canonicalise
from publisher.sources.lines import Locator
from publisher.sources.model import SourceFile, Sources
from publisher.sources.read import read_sources

__all__ = ["Locator", "Mover", "SourceFile", "Sources", "canonicalise", "mover", "read_sources"]
