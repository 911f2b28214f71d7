"""The gate of evidence: quotes stand in the document, records in the data, and gated graphs in records."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator

from publisher.checks.faults import Fault, findings_of
from publisher.checks.gated import gated_faults, graphs_named
from publisher.checks.passages import is_misplaced, passage_faults
from publisher.checks.records import record_faults
from publisher.checks.selectors import digest_faults
from publisher.checks.words import Words
from publisher.evidence import Material, Passage, Term, document_sources, evidence_of, gather, into_document
from publisher.findings import Finding, Severity, violation
from publisher.settings import Settings
from publisher.sources import Locator, Sources


def check_evidence(sources: Sources, settings: Settings, locator: Locator) -> list[Finding]:
    """Return what is wrong with the evidence of a site; nothing where `[site] document` is not set.

    Blank nodes are compared as the nodes of their file: a record can state a triple about one only in the same file.
    What would follow of another fault waits until that is mended: whether records and data agree, while a file cannot
    be read whole; offsets, while the document is not the one that was quoted.
    """
    site = settings.site
    if site.document is None:
        return []
    quads = list(sources.quads())
    material = gather(quads)
    evidence = evidence_of(material)
    gated, findings = graphs_named(settings, material.graphs)
    faults: list[Fault] = []
    if not any(each.severity == Severity.VIOLATION and each.file != site.document for each in sources.findings):
        faults += record_faults(material, evidence, quads, site.authored_base)
        faults += gated_faults(material, quads, frozenset(gated))
    own = document_sources(material, site.authored_base)
    passages = [each for each in evidence.passages if into_document(material, each.iri, own)]
    if passages and sources.document is not None:
        findings += _marked(site.document, sources.document)
        faults += _compared(material, passages, own, sources.document)
    return findings + findings_of(faults, sources.ontology + sources.data, locator)


def _compared(material: Material, passages: Iterable[Passage], own: Iterable[Term], document: bytes) -> Iterator[Fault]:
    """Yield what is wrong with passages into a document, and with the digests stated of it."""
    words = _words(document)
    changed = list(digest_faults(material, own, document))
    yield from changed
    for passage in passages:
        faults = passage_faults(material, passage, words)
        yield from (fault for fault in faults if not (changed and is_misplaced(fault)))


def _marked(path: str, document: bytes) -> Iterator[Finding]:
    """Yield the violation for a document with a byte order mark."""
    if document.startswith(BOM_UTF8):
        en = "begins with a byte order mark, which would count as a character; save it as UTF-8 without one"
        ja = "先頭の BOM が 1 文字に数えられてしまいます。BOM なしの UTF-8 で保存し直してください"
        yield violation(en, ja, file=path, line=1)


def _words(document: bytes) -> Words | None:
    """Return the words of a document, line ends as they are; None where they cannot be counted."""
    try:
        return None if document.startswith(BOM_UTF8) else Words(document.decode())
    except UnicodeDecodeError:  # told when the sources were read
        return None
