"""Edits of what is promised or expected: one row, one mistake."""

from edits.model import ORGANIZATION_FACTS, SPECIALIZED, Edit, record

FOURTH = "data/evidence/paragraph-4.ttl"
PROSPECTS = "data/prospects/prospects.ttl"
GROWS_STRONGER = "rdf:subject prospect:stronger-cooperation-of-government-wipo-and-corporations"
WILL_GROW = 'will grow stronger"@en ;\n    rdf:predicate jw:foresees ;\n    ' + GROWS_STRONGER


PROMISES = [
    Edit(
        "what is only expected stands as a fact",
        ORGANIZATION_FACTS,
        SPECIALIZED,
        f"{SPECIALIZED}\norganization:government-of-japan jw:cooperatesWith organization:wipo .",
        "ProspectShape-not-asserted",
        error=30,
    ),
    Edit(
        "what is only expected stands as a fact, without a record",
        ORGANIZATION_FACTS,
        SPECIALIZED,
        f"{SPECIALIZED}\norganization:government-of-japan jw:cooperatesWith organization:wipo .",
        "gate:cooperatesWith",
        error=30,
    ),
    Edit(
        "what is only expected stands as a fact, with a record of the promise",
        FOURTH,
        "evidence:F065-2\n    a rdf:Statement",
        record(
            "F065-9",
            "organization:government-of-japan",
            "jw:cooperatesWith",
            "organization:wipo",
            "prospects",
            "prospect",
        ).replace("F018-words", "F065-words")
        + "organization:government-of-japan jw:cooperatesWith organization:wipo .\n"
        + "evidence:F065-2\n    a rdf:Statement",
        "GraphClassShape-prospects-subject",
        also=("ProspectShape-not-asserted",),
        error=30,
    ),
    Edit(
        "words of a promise are quoted for a fact",
        FOURTH,
        "evidence:F065-2\n    a rdf:Statement",
        record("F065-9", "organization:wipo", "jw:headquartersIn", "place:geneva").replace(
            "evidence:F018-words", "evidence:F065-words"
        )
        + "evidence:F065-2\n    a rdf:Statement",
        "ProspectShape-own-words",
        also=("QuotedDocumentShape-promise",),
        error=30,
    ),
    Edit(
        "words within those of a promise are quoted for a fact",
        FOURTH,
        "evidence:F064-words\n    a oa:SpecificResource",
        """evidence:F064-words-2 a oa:SpecificResource ; dcterms:isPartOf evidence:S15 ;
    oa:hasSource document:announcement-capture ;
    oa:hasSelector evidence:F064-words-2-quote , evidence:F064-words-2-position .
evidence:F064-words-2-quote a oa:TextQuoteSelector ; oa:exact "cooperation among the Japanese government" .
evidence:F064-words-2-position a oa:TextPositionSelector ; oa:start "2028"^^xsd:nonNegativeInteger ;
    oa:end "2069"^^xsd:nonNegativeInteger .
evidence:F064 prov:wasDerivedFrom evidence:F064-words-2 .
evidence:F064-words
    a oa:SpecificResource""",
        "QuotedDocumentShape-promise",
        error=30,
    ),
    Edit(
        "a promise is recorded as explicit",
        FOURTH,
        f"{WILL_GROW} ;\n    prov:wasDerivedFrom evidence:F065-words ;\n    jw:evidenceClass evidence-class:prospect .",
        f"{WILL_GROW} ;\n    prov:wasDerivedFrom evidence:F065-words ;\n    jw:evidenceClass evidence-class:explicit .",
        "GraphClassShape-prospects",
        also=("ProspectShape-own-words", "QuotedDocumentShape-promise"),
        error=30,
    ),
    Edit(
        "an activity foresees something",
        "data/source/activities.ttl",
        "schema:about system:wipo-systems-and-services .",
        'schema:about system:wipo-systems-and-services ; jw:foresees "will grow stronger"@en .',
        "ForeseenShape",
        also=("ActivityShape",),
        error=30,
    ),
    Edit(
        "a promise is of no kind",
        PROSPECTS,
        "prospect:stronger-cooperation-with-wipo\n    a jw:Commitment",
        "prospect:stronger-cooperation-with-wipo\n    a jw:Prospect",
        "ProspectShape-types",
    ),
    Edit(
        "an expectation is somebody's commitment",
        PROSPECTS,
        "prospect:better-support-of-corporate-business-strategies\n    a jw:Expectation ;",
        "prospect:better-support-of-corporate-business-strategies\n    a jw:Expectation ;\n"
        "    prov:wasAttributedTo organization:jpo ;",
        "ExpectationShape-no-holder",
        also=("RecordedShape",),
    ),
    Edit(
        "nobody makes a commitment",
        PROSPECTS,
        '    prov:wasAttributedTo organization:jpo ;\n    jw:foresees\n        "developing',
        '    jw:foresees\n        "developing',
        "CommitmentShape-holder",
    ),
    Edit(
        "a promise is one thing and an activity",
        PROSPECTS,
        "prospect:stronger-cooperation-with-wipo\n    a jw:Commitment",
        "prospect:stronger-cooperation-with-wipo\n    a jw:Activity , jw:Commitment",
        "ProspectShape-types",
        also=(
            "ActivityShape",
            "ActivityShape-conductor",
            "ActivityShape-type",
            "ActivityShape-types",
        ),
        error=1,
    ),
]
