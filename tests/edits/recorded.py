"""Edits that state something without a record, by terms that the gate takes for bookkeeping: one row, one mistake."""

from edits.model import ORGANIZATION_FACTS, SPECIALIZED, Edit


def unrecorded(mistake: str, triple: str, *also: str) -> Edit:
    """Return the edit that adds a triple to what the source says, and no record of it."""
    return Edit(
        mistake,
        ORGANIZATION_FACTS,
        SPECIALIZED,
        f"{SPECIALIZED}\n{triple} .",
        "RecordedShape",
        also=also,
        error=28,
    )


FUND = "fund:japan-funds-in-trust-for-africa-and-ldcs"
RECORDED = [
    unrecorded("a fund pays for symposia, says nobody", f"activity:wjo-symposia prov:used {FUND}"),
    unrecorded(
        "symposia are a part of the cooperation, says nobody",
        "activity:wjo-symposia dcterms:isPartOf activity:jpo-wipo-cooperation",
    ),
    unrecorded(
        "a service is a part of another, says nobody",
        "system:wipo-services dcterms:isPartOf system:wipo-systems-and-services",
    ),
    unrecorded(
        "a document is a part of another, says nobody",
        "document:country-codes dcterms:isPartOf document:wipo-website",
    ),
    unrecorded("WIPO publishes a page, says nobody", "document:wjo-page-en dcterms:publisher organization:wipo"),
    unrecorded(
        "the announcement refers to one more document, says nobody",
        "document:announcement dcterms:references document:wipo-website",
    ),
    unrecorded("a page was updated, says nobody", 'document:wjo-page-en dcterms:modified "2015-02-12"^^xsd:date'),
    unrecorded("a page has a title, says nobody", 'document:wjo-page-en dcterms:title "WIPO Japan Office"@en'),
    Edit(
        "a commitment is made by another than the record says",
        "data/prospects/prospects.ttl",
        '    prov:wasAttributedTo organization:jpo ;\n    jw:foresees\n        "developing',
        '    prov:wasAttributedTo organization:wipo ;\n    jw:foresees\n        "developing',
        "RecordedShape",
        error=28,
    ),
]
