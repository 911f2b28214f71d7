"""What pages need of the counts of a class, a graph or the dataset: the names in them, and how to ask for more."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from publisher.rendering.names import Name

Row = Mapping[str, Any]
ROWS = 500  # rows of a table of counts on a page; all are in the other formats
# In the order of the table: what most things have comes first.
PROPERTIES = """SELECT ?property (COUNT(DISTINCT ?thing) AS ?things) (COUNT(*) AS ?triples)
WHERE {{ ?thing a <{}> ; ?property ?object }}
GROUP BY ?property
ORDER BY DESC(?things) ?property"""


def counted_iris(fact: Mapping[str, Any] | None) -> set[str]:
    """Return the IRIs of the parts that the fact of a class or graph counts."""
    kinds = ("shares", "classes", "properties")
    lists = [fact[kind] for kind in kinds if isinstance(fact.get(kind), list)] if fact else []
    return {row["iri"] for rows in lists for row in rows}


def told_apart(
    rows: Iterable[Row], called: Callable[[str], Name], short: Callable[[str], str]
) -> list[tuple[Row, Name, str]]:
    """Return rows with what they are called and, where others are called the same, what tells them apart, else ""."""
    named = [(row, called(row["iri"])) for row in rows]
    totals = Counter(name.text for _, name in named)
    return [(row, name, short(name.iri) if totals[name.text] > 1 else "") for row, name in named]


def properties_query(class_iri: str) -> str:
    """Return the query for the properties that the things of a class have."""
    return PROPERTIES.format(class_iri)
