"""What a check has looked at, in figures: why its report may be trusted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Quad

from publisher.evidence import Record, document_sources, evidence_of, gather, into_document
from publisher.namespaces import DCTERMS, SH

TARGETS = tuple(SH + name for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"))
RULES = (SH + "property", SH + "sparql")


@dataclass(frozen=True)
class Gated:
    """A graph in which every statement needs a record: how many of its triples have one; the others need none."""

    iri: str
    triples: int
    recorded: int


@dataclass(frozen=True)
class Compared:
    """The document: its length in bytes and its SHA-256 in hex, the quotes compared with it, the records that are."""

    length: int
    sha256: str
    quotes: int
    records: int
    gated: tuple[Gated, ...]


@dataclass(frozen=True)
class Account:
    """What was checked: files by what they hold, distinct triples, shapes and their rules, questions, the document."""

    files: Mapping[str, int]
    triples: int
    shapes: int
    rules: int
    questions: int
    document: Compared | None


def account_of(
    files: Mapping[str, int],
    quads: Sequence[Quad],
    triples: int,
    shapes: Iterable[Quad],
    questions: int,
    document: bytes | None,
    gated: Sequence[str],
    base: str,
) -> Account:
    """Return what a check without violations has looked at; `triples` counts distinct ones, `gated` names graphs."""
    said = list(shapes)
    return Account(
        files=files,
        triples=triples,
        shapes=len({quad.subject for quad in said if quad.predicate.value in (*TARGETS, SH + "property")}),
        rules=len({quad.object for quad in said if quad.predicate.value in RULES}),
        questions=questions,
        document=None if document is None else _compared(quads, document, gated, base),
    )


def _compared(quads: Sequence[Quad], document: bytes, gated: Sequence[str], base: str) -> Compared:
    """Return the figures of the gate of evidence, which looks at the same passages and records."""
    material = gather(quads)
    evidence, own = evidence_of(material), document_sources(material, base)
    quotes = [one for one in evidence.passages if one.exact and into_document(material, one.iri, own)]
    return Compared(
        length=len(document),
        sha256=sha256(document).hexdigest(),
        quotes=len(quotes),
        records=len(evidence.records),
        gated=tuple(_gated(iri, quads, evidence.records) for iri in gated),
    )


def _gated(iri: str, quads: Iterable[Quad], records: Iterable[Record]) -> Gated:
    graph = NamedNode(iri)
    stated = {(one.subject, one.predicate, one.object) for one in records if one.graph in (None, graph)}
    held = [(quad.subject, quad.predicate, quad.object) for quad in quads if quad.graph_name == graph]
    return Gated(iri, len(held), sum(triple in stated for triple in held))


def told(account: Account, base: str) -> list[Quad]:
    """Return the account as programs read it: a description of the report, in English and in Japanese."""
    report = NamedNode(base + "report")
    texts = (("en", _english(account)), ("ja", _japanese(account)))
    return [Quad(report, NamedNode(DCTERMS + "description"), Literal(text, language=tag)) for tag, text in texts]


def _english(account: Account) -> str:
    text = (
        f"Checked: files: {sum(account.files.values())}; triples: {account.triples}; shapes: {account.shapes}, "
        f"with rules: {account.rules}; questions: {account.questions}."
    )
    if (document := account.document) is None:
        return text
    text += (
        f" Quotes compared with the document, character by character: {document.quotes} (SHA-256 {document.sha256})."
        f" Records of statements: {document.records}."
    )
    return text + "".join(
        f" {one.iri}: {one.triples} triples, {one.recorded} with a record, the others need none."
        for one in document.gated
    )


def _japanese(account: Account) -> str:
    text = (
        f"検査の対象: ファイル {sum(account.files.values())}、トリプル {account.triples}、シェイプ {account.shapes}"
        f"（規則 {account.rules}）、質問 {account.questions}。"
    )
    if (document := account.document) is None:
        return text
    text += (
        f"文書と一字ずつ照合した引用: {document.quotes}（SHA-256 {document.sha256}）。言明の記録: {document.records}。"
    )
    return text + "".join(
        f"{one.iri}: トリプル {one.triples}、うち記録のあるもの {one.recorded}（ほかは記録を要しない）。"
        for one in document.gated
    )
