"""What pages about things are made with: names, values and notes of all that they show, looked up together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Quad, Triple

from publisher.rendering.frame import Framed, Reading
from publisher.rendering.names import Names
from publisher.rendering.notes import RECEIPTS, Notes
from publisher.rendering.things import Composer


@dataclass(frozen=True)
class Made:
    """What a page is made with; `common` are the graphs that most of its statements are in, and whether all are."""

    names: Names
    composer: Composer
    notes: Notes
    common: tuple[tuple[str, ...], bool]
    language: str

    def foot(self) -> dict[str, Any]:
        """Return what stands below and beside all else, when that is made; `language` is the document's."""
        return {
            "nodes": self.composer.parts(),
            "notes": self.notes.notes(self.names),
            "document_language": self.language,
            "graphs": [self.names.of_graph(graph) for graph in self.common[0]],
            "is_one_graph": self.common[1],
        }


class Making(Framed):
    """Pages that are made so."""

    def made(
        self,
        reading: Reading,
        quads: Iterable[Quad],
        triples: Iterable[Triple],
        wanted: set[str],
        listed: set[str],
        common: tuple[tuple[str, ...], bool],
        pictured: Iterable[str] = (),
    ) -> Made:
        """Return what a page is made with: `triples` may have notes, `wanted` and others are as for its names."""
        notes = self._notes(triples)
        names = self.frame.names(reading, wanted | notes.iris(), listed, pictured)
        composer = self.frame.composer(reading, names, quads, common[0], notes)
        return Made(names, composer, notes, common, self.frame.document_language)

    def _notes(self, triples: Iterable[Triple]) -> Notes:
        """Return what the notes of a page are made from: the receipts of the statements that it shows."""
        table = self.frame.documents.receipts
        found = table.of(triples, RECEIPTS)
        quotes = (quote for grounds in found.values() for one in grounds.receipts for quote in one.quotes)
        places = {place for quote in quotes for place in (quote.sentence, quote.last) if place is not None}
        return Notes(found, table.sentences_at(places))
