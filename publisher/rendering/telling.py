"""What records and passages without a label are called in lists: their statement, or the first of their words."""

from collections.abc import Iterable, Mapping

from pyoxigraph import Triple

from publisher.labels import Label
from publisher.receipts import ReceiptTable

Told = Mapping[str, Triple | Label]  # the statement of a record, the words of a passage


def told_of(iris: Iterable[str], table: ReceiptTable, language: str) -> Told:
    """Return what those of the IRIs that are records or passages say; `language` is that of the document."""
    words = table.words(iris)
    records = table.recorded(iri for iri, said in words.items() if not said)
    passages = {iri: Label(said, language) for iri, said in words.items() if said}
    return passages | {record.node: record.triple for record in reversed(records)}
