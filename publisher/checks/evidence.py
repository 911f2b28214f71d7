"""The gate of evidence: quotes stand in the document, records in the data, and gated graphs in records."""

from pathlib import Path

from publisher.checks.faults import findings_of
from publisher.checks.gated import gated_faults, graphs_named
from publisher.checks.passages import passage_faults
from publisher.checks.records import record_faults
from publisher.checks.selectors import digest_faults, into_document
from publisher.checks.words import Words
from publisher.evidence import evidence_of, gather
from publisher.findings import Finding, violation
from publisher.settings import Settings
from publisher.sources import Locator, Sources

_MARK = "\ufeff"


def check_evidence(sources: Sources, settings: Settings, locator: Locator) -> list[Finding]:
    """Return what is wrong with the evidence of a site; nothing where `[site] document` is not set.

    Blank nodes are compared as the nodes of their file: a record can state a triple about one only in the same file.
    """
    site = settings.site
    if site.document is None:
        return []
    quads = list(sources.quads())
    material = gather(quads)
    evidence = evidence_of(material)
    passages = [each for each in evidence.passages if into_document(material, each.iri, site.authored_base)]
    words, unread = _words(settings.root, site.document) if passages else (None, [])
    gated, unknown = graphs_named(settings, material.graphs)
    faults = [
        *digest_faults(material, passages, site.authored_base, settings.root / site.document),
        *(fault for passage in passages for fault in passage_faults(material, passage, words)),
        *record_faults(material, evidence, quads, site.authored_base),
        *gated_faults(material, quads, frozenset(gated)),
    ]
    return [*unread, *unknown, *findings_of(faults, sources.ontology + sources.data, locator)]


def _words(root: Path, document: str) -> tuple[Words | None, list[Finding]]:
    """Return the words of the document; None where there are none to count: what cannot be read was told already."""
    try:
        text = (root / document).read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return None, []
    if not text.startswith(_MARK):
        return Words(text), []
    en = "begins with a byte order mark, which would count as its first character; save the file as UTF-8 without it"
    ja = "先頭に BOM があり、1 文字目に数えられてしまいます。BOM なしの UTF-8 で保存し直してください"
    return None, [violation(en, ja, file=document, line=1)]
