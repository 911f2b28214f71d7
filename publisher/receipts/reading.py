"""Receipts read from a dataset and its document, by the terms of the Web Annotation vocabulary and RDF alone."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Quad, Triple

from publisher.description import name_of
from publisher.evidence import (
    HAS_SELECTOR,
    IS_PART_OF,
    Evidence,
    Material,
    Passage,
    Record,
    Term,
    document_sources,
    evidence_of,
    gather,
    into_document,
)
from publisher.namespaces import DCTERMS, SCHEMA
from publisher.receipts.model import NO_RECEIPTS, Quote, Receipt, Receipts, Sentence, Source, natural, statements_of
from publisher.receipts.sentences import EMPTY_LINE, Span, cut, located, sentences_of

LANGUAGES = tuple(map(NamedNode, (DCTERMS + "language", SCHEMA + "inLanguage", "http://schema.org/inLanguage")))
WORDS = 300  # letters by which a passage is called
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
# What an id may be: no white space (HTML, 3.2.6), and none of the names that pages give to their own parts.
ANCHOR = re.compile(r"(?!page-|site-|node-)[^\s\x00-\x1f]+")


def receipts_in(quads: Iterable[Quad], text: str, base: str) -> Receipts:
    """Return the receipts in a dataset that is published under `base`, and whose document is `text`.

    Which passages are of this document is what `document_sources` says, as for the checks.
    """
    material = gather(quads)
    evidence = evidence_of(material)
    records = [record for record in evidence.records if record.passages]
    if not records:
        return NO_RECEIPTS
    own = document_sources(material, base)
    spans: dict[Term, Span] = {
        passage.iri: span
        for passage in evidence.passages
        if into_document(material, passage.iri, own) and (span := _span(passage, text))
    }
    pieces = cut(text, ((spans[one], name_of(one)) for one in _sentences(material, evidence, records) & set(spans)))
    sentences = [span for span, _ in pieces]
    quotes: dict[Term, Quote] = {one.iri: _quote(one, spans, sentences) for one in evidence.passages}
    return _assembled(material, evidence, records, text, pieces, quotes, _source(material, own))


def _assembled(
    material: Material,
    evidence: Evidence,
    records: list[Record],
    text: str,
    pieces: list[tuple[Span, str]],
    quotes: Mapping[Term, Quote],
    source: Source,
) -> Receipts:
    """Give every sentence, passage and record its anchor, in this order, and the records their order."""
    anchors = _Anchors()
    places = [anchors.of("sentence", name) for _, name in pieces]
    found = _receipts(records, quotes, anchors)
    totals = _totals(found)
    sentences = tuple(
        Sentence(place, places[place], name, *span, _begins(text, pieces, place), *totals[place], text[slice(*span)])
        for place, (span, name) in enumerate(pieces)
    )
    return Receipts(source, sentences, tuple(found), _nodes(material, records, quotes, text))


def _receipts(records: list[Record], quotes: Mapping[Term, Quote], anchors: "_Anchors") -> list[Receipt]:
    """Return the receipts in order of the document; anchors are given to the words first."""
    rested: dict[Term, Quote] = {passage.iri: quotes[passage.iri] for record in records for passage in record.passages}
    quoted: dict[Term, Quote] = {
        node: _anchored(quote, anchors) for node, quote in sorted(rested.items(), key=lambda item: _order(item[1]))
    }
    wholes = {part: name_of(record.iri) for record in reversed(records) for part in record.parts}
    found = [
        _receipt(record, quoted, wholes.get(record.iri, ""), anchors) for record in sorted(records, key=_by_number)
    ]
    return sorted(found, key=lambda receipt: _order(receipt.quotes[0]))


def _totals(receipts: Sequence[Receipt]) -> Mapping[int, tuple[int, int]]:
    """Return how many records, and of how many statements, have words in each sentence; (0, 0) where none has."""
    found: dict[int, list[str]] = {}
    for receipt in receipts:
        for place in receipt.sentences:
            found.setdefault(place, []).append(receipt.node)
    wholes = statements_of(receipts)
    totals = {place: (len(nodes), len({wholes.get(one, one) for one in nodes})) for place, nodes in found.items()}
    return defaultdict(lambda: (0, 0), totals)


def _nodes(
    material: Material, records: Iterable[Record], quotes: Mapping[Term, Quote], text: str
) -> tuple[tuple[str, str], ...]:
    """Return records, passages and selectors, each with the first of the words that it holds."""
    nodes = {name_of(record.iri): "" for record in records}
    for passage, quote in quotes.items():
        words = quote.exact or ("" if quote.start is None else text[quote.start : quote.end])
        nodes[quote.passage] = " ".join(words[:WORDS].split())
        for selector in material.of(passage, HAS_SELECTOR):
            nodes.setdefault(name_of(selector), "")
    return tuple(sorted(nodes.items()))


def _source(material: Material, own: frozenset[Term]) -> Source:
    """Return what the data says of the document: of the first of the sources that are it."""
    first = min(own, key=str, default=None)
    if first is None:
        return Source("", "")
    values = [value for predicate in LANGUAGES for value in material.of(first, predicate)]
    tags = [value.value for value in values if isinstance(value, Literal) and LANGUAGE_TAG.fullmatch(value.value)]
    return Source(name_of(first), tags[0] if tags else "")


def _sentences(material: Material, evidence: Evidence, records: Iterable[Record]) -> set[Term]:
    """Return the passages that are sentences: no record rests on them, or other passages are part of them."""
    rested = {passage.iri for record in records for passage in record.passages}
    wholes = {whole for passage in evidence.passages for whole in material.of(passage.iri, IS_PART_OF)}
    return {passage.iri for passage in evidence.passages if passage.iri not in rested or passage.iri in wholes}


def _span(passage: Passage, text: str) -> Span | None:
    context = (passage.prefix or "", passage.suffix or "")
    return located(text, passage.exact, context, (passage.start, passage.end))


def _quote(passage: Passage, spans: Mapping[Term, Span], sentences: list[Span]) -> Quote:
    span = spans.get(passage.iri)
    places = sentences_of(span, sentences) if span else range(0)
    start, end, first, last = (*span, places[0], places[-1]) if span and places else (None,) * 4
    exact = passage.exact or ""
    return Quote(name_of(passage.iri), "", exact, passage.prefix or "", passage.suffix or "", start, end, first, last)


class _Anchors:
    """Fragments for one page: that of the IRI where it has one that is free, else a word and a number."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._numbers: Counter[str] = Counter()

    def of(self, word: str, name: str) -> str:
        fragment = name.partition("#")[2]
        while not ANCHOR.fullmatch(fragment) or fragment in self._taken:
            self._numbers[word] += 1
            fragment = f"{word}-{self._numbers[word]}"
        self._taken.add(fragment)
        return fragment


def _anchored(quote: Quote, anchors: _Anchors) -> Quote:
    return replace(quote, anchor=anchors.of("words", quote.passage))


def _receipt(record: Record, quotes: Mapping[Term, Quote], whole: str, anchors: _Anchors) -> Receipt:
    return Receipt(
        name_of(record.iri),
        anchors.of("statement", name_of(record.iri)),
        Triple(record.subject, record.predicate, record.object),
        record.graph.value if record.graph else "",
        tuple(kind.value for kind in record.kinds),
        whole if whole != name_of(record.iri) else "",
        tuple(quotes[passage.iri] for passage in record.passages),
    )


def _order(quote: Quote) -> tuple[bool, int, int]:
    return quote.start is None, quote.start or 0, quote.end or 0


def _by_number(record: Record) -> list[tuple[int, str]]:
    return natural(name_of(record.iri))


def _begins(text: str, pieces: list[tuple[Span, str]], place: int) -> bool:
    """Whether an empty line stands before a sentence, or it is the first."""
    return place == 0 or bool(EMPTY_LINE.search(text, pieces[place - 1][0][1], pieces[place][0][0]))
