"""What is stated of a dataset's size once, at build: totals, classes, properties, graphs, languages, examples."""

from publisher.statistics.counting import DETAILS, WIDEST, count
from publisher.statistics.model import (
    Figures,
    Graph,
    Kind,
    Language,
    Members,
    Part,
    Property,
    Share,
    Statistics,
    as_facts,
    kind_of,
)

__all__ = [
    "DETAILS",
    "WIDEST",
    "Figures",
    "Graph",
    "Kind",
    "Language",
    "Members",
    "Part",
    "Property",
    "Share",
    "Statistics",
    "as_facts",
    "count",
    "kind_of",
]
