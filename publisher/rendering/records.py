"""Records of evidence in a document: told apart from what else is in it, to be shown as statements."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode, Quad

from publisher.description import Description, Incoming, Role, Statements, name_of
from publisher.documents import Document
from publisher.evidence import (
    END,
    EXACT,
    HAS_PART,
    HAS_SELECTOR,
    HAS_SOURCE,
    IS_PART_OF,
    PREFIX,
    REIFIED,
    START,
    SUFFIX,
    TYPE,
)
from publisher.labels import last_word
from publisher.namespaces import OA, PROV
from publisher.receipts import Receipt, ReceiptTable, Sentence
from publisher.rendering.names import iris_of
from publisher.rendering.sections import own_quads
from publisher.syntax.statements import triples

RECORDS = 1000  # records that one page shows in full
SELECTED = {EXACT: "exact", PREFIX: "prefix", SUFFIX: "suffix", START: "start", END: "end"}
# What records and passages say for their own sake.
BOOKKEEPING = frozenset((TYPE, *REIFIED, IS_PART_OF, HAS_PART, NamedNode(f"{PROV}wasDerivedFrom")))
PLUMBING = frozenset((TYPE, HAS_SELECTOR, HAS_SOURCE, *REIFIED))


@dataclass(frozen=True)
class Selector:
    """How words are found in their source: `said` has what it says of exact, prefix, suffix, start and end."""

    anchor: str
    short: str
    said: Mapping[str, str]


@dataclass(frozen=True)
class Records:
    """The records in a document, and what is shown with them.

    `told` are the descriptions of records, passages and sentences by IRI, cut to what a statement does not show;
    `selectors` are those of passages and sentences. `others` are the descriptions of all else in the document, `left`
    those of evidence for which the page has no room.
    """

    receipts: tuple[Receipt, ...]
    sentences: tuple[Sentence, ...]
    told: Mapping[str, Description]
    selectors: Mapping[str, tuple[Selector, ...]]
    others: tuple[Description, ...]
    left: tuple[Description, ...]

    @property
    def passages_of(self) -> dict[str, list[str]]:
        """The passages that each record is the first to rest on."""
        found: dict[str, list[str]] = {}
        met: set[str] = set()
        for receipt in self.receipts:
            found[receipt.node] = [quote.passage for quote in receipt.quotes if quote.passage not in met]
            met |= set(found[receipt.node])
        return found


def records_in(document: Document, table: ReceiptTable) -> Records:
    """Return what a page shows of the records in a document; where it has none, all in it is `others`."""
    nodes = table.nodes_among(one.iri for one in document.descriptions)
    receipts = table.recorded(nodes)[:RECORDS]
    if not receipts:
        return Records((), (), {}, {}, document.descriptions, ())
    described = {one.iri: one for one in document.descriptions if one.iri in nodes}
    places = {place for one in receipts for place in one.sentences}
    sentences = table.sentences_of(places, described)
    names = [one.node for one in receipts]
    names += [quote.passage for one in receipts for quote in one.quotes] + [one.iri for one in sentences]
    shown = {name: described[name] for name in names if name in described}
    objects = {name_of(quad.object) for one in shown.values() for quad in own_quads(one)}
    evidence = nodes | table.nodes_among(objects)
    kinds = {kind for one in receipts for kind in (*one.kinds, one.graph)}
    selectors = {name: _selectors(one, described) for name, one in shown.items()}
    gone = {*shown, *(name for one in shown.values() for name in _selected(one))}
    return Records(
        tuple(receipts),
        tuple(sentences),
        {name: _beyond(one, evidence | kinds) for name, one in shown.items()},
        selectors,
        tuple(one for one in document.descriptions if one.iri not in nodes),
        tuple(one for name, one in described.items() if name not in gone),
    )


def iris_in(receipts: Iterable[Receipt]) -> set[str]:
    """Return every IRI whose name a page about receipts may show."""
    found: set[str] = set()
    for receipt in receipts:
        found |= iris_of((receipt.triple, NamedNode(receipt.node)) if receipt.node[:2] != "_:" else (receipt.triple,))
        found |= {*receipt.kinds, receipt.graph}
    return found - {""}


def common_graph(receipts: Iterable[Receipt]) -> str:
    """Return the graph in which most of the statements stand, which entries need not repeat; "" where none is named."""
    counted = Counter(receipt.graph for receipt in receipts)
    return min(counted, key=lambda graph: (-counted[graph], graph), default="")


def apart(description: Description, nodes: Collection[str]) -> tuple[Description, tuple[Incoming, ...]]:
    """Return a description without what points to it for the sake of receipts alone, and that.

    `nodes` are the records, passages and selectors among the description and what points to it.
    """
    if not nodes:
        return description, ()
    kept, noted = [], []
    for link in description.incoming:
        others = _but_bookkeeping(link, nodes)
        if len(others) == len(link.statements):
            kept.append(link)
        elif not others:
            noted.append(link)
        else:
            fewer = len(set(triples(link.statements))) - len(set(triples(others)))
            kept.append(replace(link, total=link.total - fewer, statements=others))
            noted.append(replace(link, total=fewer))
    return replace(description, incoming=tuple(kept)), tuple(noted)


def _but_bookkeeping(link: Incoming, nodes: Collection[str]) -> Statements:
    """Return the statements of a link but those that records, passages and selectors make for their own sake."""
    if link.role is not Role.OBJECT:
        return link.statements
    said = zip(link.statements, link.quads, strict=True)
    return tuple(one for one, quad in said if not _is_bookkeeping(quad, nodes))


def _is_bookkeeping(quad: Quad, nodes: Collection[str]) -> bool:
    """Whether a record, passage or selector says this of itself, and not a fact of something else."""
    if name_of(quad.subject) not in nodes:
        return False
    return quad.predicate in BOOKKEEPING or quad.predicate.value.startswith(OA) or name_of(quad.object) in nodes


def _beyond(description: Description, shown: Collection[str]) -> Description:
    """Return a description without what the statement, its words and its place say already."""
    said = zip(description.statements, description.outgoing, strict=True)
    own = set(own_quads(description))
    kept = tuple(one for one, quad in said if quad not in own or not _is_shown(quad, shown))
    return replace(description, statements=kept)


def _is_shown(quad: Quad, shown: Collection[str]) -> bool:
    return quad.predicate in PLUMBING or name_of(quad.object) in shown


def _selected(description: Description) -> list[str]:
    return [name_of(quad.object) for quad in own_quads(description) if quad.predicate == HAS_SELECTOR]


def _selectors(holder: Description, described: Mapping[str, Description]) -> tuple[Selector, ...]:
    """Return the selectors of a passage; those without a name are told by the passage's own description."""
    found = []
    for name in dict.fromkeys(_selected(holder)):
        quads = described[name].outgoing if name in described else holder.outgoing
        said = {
            SELECTED[quad.predicate]: quad.object.value
            for quad in quads
            if name_of(quad.subject) == name and quad.predicate in SELECTED and isinstance(quad.object, Literal)
        }
        anchor = name.partition("#")[2] if name in described else ""
        found.append(Selector(anchor, "" if name.startswith("_:") else last_word(name), said))
    return tuple(found)
