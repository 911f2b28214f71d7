"""What queries count otherwise than the data is written, in words for readers of either description."""

from collections.abc import Iterator

from pyoxigraph import Quad

from publisher.catalogue.statements import text
from publisher.namespaces import RDFS
from publisher.statistics import Statistics
from publisher.store.held import Held


def of_dataset(base: str, statistics: Statistics, held: Held) -> Iterator[Quad]:
    """Yield that the figures of the dataset are not all those of queries, where they are not."""
    if is_counted_otherwise(statistics, held):
        yield text(
            base + "dataset",
            RDFS + "comment",
            "Figures count the data as it is written, in documents and dumps. The SPARQL endpoint keeps numbers, "
            f"booleans and times by their value, so that queries count otherwise: {_english(statistics, held)}.",
            "en",
        )
        yield text(
            base + "dataset",
            RDFS + "comment",
            "件数は、文書とダンプにあるとおりの表記で数えたものである。SPARQLエンドポイントは数値・真偽値・日時を"
            f"値として保持するため、クエリでは件数が異なる。{_japanese(statistics, held)}。",
            "ja",
        )


def of_service(base: str, statistics: Statistics, held: Held) -> Iterator[Quad]:
    """Yield that the figures of the endpoint are those of queries, where these are not those of the dataset."""
    if is_counted_otherwise(statistics, held):
        yield text(
            base + "sparql",
            RDFS + "comment",
            "Numbers, booleans and times are kept by their value. Figures here count what queries find, those of "
            f"{base}dataset the data as it is written: {_english(statistics, held)}.",
            "en",
        )
        yield text(
            base + "sparql",
            RDFS + "comment",
            "数値・真偽値・日時は値として保持される。ここの件数はクエリで得られるもの、"
            f"{base}dataset の件数は表記どおりに数えたものである。{_japanese(statistics, held)}。",
            "ja",
        )


def is_counted_otherwise(statistics: Statistics, held: Held) -> bool:
    """Tell whether the engine has made others of some literals.

    Where it makes one of two, there are fewer objects; where it changes one alone, that has another datatype, or
    another form, which no figure shows.
    """
    return statistics.objects != held.objects or _datatypes(statistics, held) > 0


def _datatypes(statistics: Statistics, held: Held) -> int:
    """Return how many datatypes have other figures."""
    written = {part.iri: part.total for part in statistics.datatypes}
    return sum(written.get(iri) != held.datatypes.get(iri) for iri in written.keys() | held.datatypes.keys())


def _english(statistics: Statistics, held: Held) -> str:
    datatypes = _datatypes(statistics, held)
    pairs = (("triples", held.triples, statistics.triples), ("different objects", held.objects, statistics.objects))
    said = [f"{found} {what} where {written} are written" for what, found, written in pairs if found != written]
    if datatypes:
        said.append(
            f"{'another total' if datatypes == 1 else 'other totals'} of {datatypes} datatype{'s' * (datatypes > 1)}"
        )
    return ", ".join(said)


def _japanese(statistics: Statistics, held: Held) -> str:
    datatypes = _datatypes(statistics, held)
    pairs = (("トリプル", held.triples, statistics.triples), ("異なる目的語", held.objects, statistics.objects))
    said = [f"{what}は表記で{written}件、クエリで{found}件" for what, found, written in pairs if found != written]
    if datatypes:
        said.append(f"{datatypes}個のデータ型で件数が異なる")
    return "、".join(said)
