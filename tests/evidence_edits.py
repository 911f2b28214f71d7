"""Edits of records, quoted words and promises, and of what they are about: one row, one mistake."""

from shapes_edits import BASE, Edit, before

FIRST = "data/evidence/paragraph-1.ttl"
THIRD = "data/evidence/paragraph-3.ttl"
FOURTH = "data/evidence/paragraph-4.ttl"
FIRST_NOTE = "data/evidence/note-1.ttl"
SENTENCES = "data/evidence/segments.ttl"
PROSPECTS = "data/prospects/prospects.ttl"
ORGANIZATIONS = "data/source/organizations.ttl"

COUNTED = '"188"^^xsd:nonNegativeInteger ;\n    rdf:predicate jw:value'
COUNT_PARTS = "evidence:F018-2,\n        evidence:F018-3 ;"
COUNT_END = '"418"^^xsd:nonNegativeInteger'
COUNT_START = '"365"^^xsd:nonNegativeInteger'
COUNT_QUOTE = 'oa:exact "Number of member states: 188 [as of February 1, 2015]"'
COUNT_SELECTORS = "evidence:F018-words-position,\n        evidence:F018-words-quote ;"
COUNT_AS_OF = "rdf:subject observation:wipo-member-states-2015-02-01 ;\n    prov:wasDerivedFrom evidence:F018-words ;"
MISPRINT = 'evidence:F044-words-quote\n    a oa:TextQuoteSelector ;\n    oa:exact "Patent Corporation Treaty"'
PROPER_NAME = "rdf:subject treaty:patent-cooperation-treaty ;\n    prov:wasDerivedFrom evidence:F044-words ;"
TREATY_RECORD = 'dcterms:isPartOf graph:interpretation ;\n    rdf:object "Patent Cooperation Treaty"@en'
GROWS_STRONGER = "rdf:subject prospect:stronger-cooperation-of-government-wipo-and-corporations"
WILL_GROW = 'will grow stronger"@en ;\n    rdf:predicate jw:foresees ;\n    ' + GROWS_STRONGER
SPECIALIZED = "jw:specializedAgencyOf organization:un ."
NOT_IN = "dcterms:isPartOf graph:source ;\n    rdf:object "


def record(name: str, subject: str, predicate: str, value: str, graph: str = "source", kind: str = "explicit") -> str:
    """Return a record that rests on the words of F018, of which it is a part."""
    return f"""evidence:F018 dcterms:hasPart evidence:{name} .
evidence:{name} a rdf:Statement ; dcterms:isPartOf graph:{graph} ; jw:evidenceClass evidence-class:{kind} ;
    rdf:subject {subject} ; rdf:predicate {predicate} ; rdf:object {value} ; prov:wasDerivedFrom evidence:F018-words .
"""


RECORDS = [
    Edit(
        "a record rests on no words",
        FIRST,
        f"{COUNTED} ;\n    {COUNT_AS_OF}",
        f"{COUNTED} ;\n    {COUNT_AS_OF.partition('prov')[0]}",
        "StatementShape-words",
        error=25,
    ),
    Edit(
        "a record rests on a document as a whole",
        FIRST,
        f"{COUNTED} ;\n    {COUNT_AS_OF}",
        f"{COUNTED} ;\n    {COUNT_AS_OF.replace('evidence:F018-words', 'document:announcement')}",
        "StatementShape-words-kind",
        also=("QuotedDocumentShape-sentence",),
        error=25,
    ),
    Edit(
        "a record rests on words that nothing is said of",
        FIRST,
        f"{COUNTED} ;\n    {COUNT_AS_OF}",
        f"{COUNTED} ;\n    {COUNT_AS_OF.replace('F018-words', 'F018-word')}",
        "gate:wasDerivedFrom",
        error=25,
    ),
    Edit(
        "a record has no evidence class",
        THIRD,
        f"{PROPER_NAME}\n    jw:evidenceClass evidence-class:interpretation .",
        f"{PROPER_NAME[:-2]} .",
        "StatementShape-class",
        error=29,
    ),
    Edit(
        "a record has an evidence class that nobody knows",
        THIRD,
        f"{PROPER_NAME}\n    jw:evidenceClass evidence-class:interpretation .",
        f"{PROPER_NAME}\n    jw:evidenceClass evidence-class:guess .",
        "StatementShape-class-known",
        also=("GraphClassShape-interpretation",),
        error=29,
    ),
    Edit(
        "an interpretation is recorded as of the source",
        THIRD,
        TREATY_RECORD,
        TREATY_RECORD.replace("graph:interpretation", "graph:source"),
        "GraphClassShape-source",
        error=29,
    ),
    Edit(
        "a reading of the source is recorded as explicit",
        THIRD,
        f"{PROPER_NAME}\n    jw:evidenceClass evidence-class:interpretation .",
        f"{PROPER_NAME}\n    jw:evidenceClass evidence-class:explicit .",
        "GraphClassShape-interpretation",
        error=29,
    ),
    Edit(
        "an interpretation stands among what the source says",
        "data/source/treaties.ttl",
        'jw:printedForm "Patent Corporation Treaty" .',
        'jw:printedForm "Patent Corporation Treaty" ; jw:underlies system:pct-filing-system .',
        "gate:underlies",
        error=29,
    ),
    Edit(
        "a prospect stands among what the source says",
        "data/source/activities.ttl",
        "activity:wjo-researches\n",
        before(
            "activity:wjo-researches\n",
            "prospect:stronger-cooperation-with-wipo schema:about activity:jpo-wipo-cooperation .\n",
        ),
        "gate:about",
        error=29,
    ),
    Edit(
        "an interpretation is recorded of a graph where it does not stand",
        THIRD,
        TREATY_RECORD,
        TREATY_RECORD.replace("graph:interpretation", "graph:prospects"),
        "gate:isPartOf",
        error=29,
    ),
    Edit(
        "a record is of a graph that holds no statements of the source",
        THIRD,
        TREATY_RECORD,
        TREATY_RECORD.replace("graph:interpretation", "graph:external"),
        "StatementShape-graph-known",
    ),
    Edit(
        "a record states two triples",
        FIRST,
        COUNTED,
        COUNTED.replace('"188"', '"187"^^xsd:nonNegativeInteger , "188"'),
        "StatementShape-object-one",
    ),
    Edit(
        "a further record is numbered",
        FIRST,
        "evidence:F018-2\n    a ",
        "evidence:F018-2\n    a jw:Statement, ",
        "NumberedStatementShape",
    ),
    Edit(
        "a statement is no record for tools that infer nothing",
        FIRST,
        "evidence:F019\n    a\n        rdf:Statement,\n        jw:Statement",
        "evidence:F019\n    a jw:Statement",
        "NumberedStatementShape-type",
        error=2,
    ),
    Edit(
        "a record rests on the words of another statement",
        FIRST,
        f"{COUNTED} ;\n    {COUNT_AS_OF}",
        f"{COUNTED} ;\n    {COUNT_AS_OF.replace('F018-words', 'F019-words')}",
        "QuotedDocumentShape-record",
        error=25,
    ),
    Edit(
        "a statement is in a sentence that it does not quote",
        SENTENCES,
        "        evidence:F018,\n        evidence:F019,\n        evidence:F020 ;",
        "        evidence:F018,\n        evidence:F019 ;",
        "StatementShape-whole",
    ),
    Edit(
        "a record has a name of another kind",
        FIRST,
        "evidence:F018-2\n    a ",
        record("count", "organization:wipo", "jw:headquartersIn", "place:geneva") + "evidence:F018-2\n    a ",
        "StatementNameShape",
        also=("StatementShape-part-name", "QuotedDocumentShape-record"),
    ),
    Edit(
        "a record is in no sentence",
        SENTENCES,
        "        evidence:F017,\n        evidence:F018,\n",
        "        evidence:F017,\n",
        "StatementShape-whole",
    ),
    Edit(
        "a record is in two sentences",
        SENTENCES,
        "        evidence:F017,\n        evidence:F018,\n",
        "        evidence:F017,\n        evidence:F018,\n        evidence:F021,\n",
        "StatementShape-whole-one",
        also=("QuotedDocumentShape-sentence",),
    ),
    Edit(
        "a statement is a part of another",
        FIRST,
        COUNT_PARTS,
        f"evidence:F019,\n        {COUNT_PARTS}",
        "StatementShape-part-name",
        also=("StatementShape-whole-one",),
    ),
    Edit(
        "a number changes in the data and not in its record",
        "data/source/observations.ttl",
        '"188"^^xsd:nonNegativeInteger',
        '"189"^^xsd:nonNegativeInteger',
        "gate:object",
        also=("gate:value",),
        error=28,
    ),
    Edit(
        "a statement of the source is taken away, and its record is not",
        "data/source/funds.ttl",
        "    jw:fundedBy contribution:voluntary-contributions-to-wipo ;\n",
        "",
        "gate:object",
        error=28,
    ),
    Edit(
        "the day of the last update changes",
        "data/source/documents.ttl",
        '"2015-02-13"^^xsd:date',
        '"2015-02-12"^^xsd:date',
        "gate:object",
        error=28,
    ),
    Edit(
        "something is stated that nobody recorded",
        ORGANIZATIONS,
        SPECIALIZED,
        f"jw:cooperatesWith organization:escap ;\n    {SPECIALIZED}",
        "gate:cooperatesWith",
        error=28,
    ),
    Edit(
        "a tenure that the source leaves undated has a time",
        "data/source/tenures.ttl",
        "org:organization unit:wipo-pct-operation-department ;",
        "org:organization unit:wipo-pct-operation-department ; org:memberDuring interval:yuji-okuma-jpo ;",
        "gate:memberDuring",
        error=11,
    ),
    Edit(
        "the fund is established in the year in which the contributions began",
        "data/source/events.ttl",
        "jw:establishes fund:wipo-japan-funds-in-trust .",
        "jw:date instant:1987 ; jw:establishes fund:wipo-japan-funds-in-trust .",
        "gate:date",
        error=12,
    ),
    Edit(
        "the upgrade is dated as the appointment is",
        "data/source/events.ttl",
        "jw:date instant:no-later-than-2015-02-13",
        "jw:date instant:2015-02",
        "gate:date",
        also=("gate:object",),
        error=12,
    ),
    Edit(
        "an earlier holder is named whom the source does not name",
        "data/source/people.ttl",
        'skos:prefLabel "Earlier Head of the WIPO Japan Office"@en .',
        'skos:prefLabel "Earlier Head of the WIPO Japan Office"@en ; foaf:name "Somebody Else"@en .',
        "gate:name",
        error=36,
    ),
    Edit(
        "the Office is a part of a ministry",
        ORGANIZATIONS,
        SPECIALIZED,
        f"{SPECIALIZED}\norganization:jpo org:subOrganizationOf organization:government-of-japan .",
        "gate:subOrganizationOf",
        error=36,
    ),
    Edit(
        "the fund is administered by WIPO",
        ORGANIZATIONS,
        SPECIALIZED,
        f"{SPECIALIZED}\nfund:wipo-japan-funds-in-trust schema:provider organization:wipo .",
        "gate:provider",
        error=36,
    ),
    Edit(
        "two tenures exchange their posts",
        "data/source/tenures.ttl",
        "jw:tenureOf post:director-regional-policy-office",
        "jw:tenureOf post:director-information-technology-planning-office",
        "gate:tenureOf",
        also=("gate:object",),
    ),
]

QUOTES = [
    Edit(
        "a misprint is corrected in a quotation",
        THIRD,
        MISPRINT,
        MISPRINT.replace("Corporation", "Cooperation"),
        "gate:exact",
        error=26,
    ),
    Edit(
        "quotation marks are made straight",
        FIRST_NOTE,
        'evidence:F077-words-quote\n    a oa:TextQuoteSelector ;\n    oa:exact "Japan has established the “WIPO',
        'evidence:F077-words-quote\n    a oa:TextQuoteSelector ;\n    oa:exact "Japan has established the \\"WIPO',
        "gate:exact",
        error=26,
    ),
    Edit(
        "a quotation begins with a capital letter",
        FIRST,
        COUNT_QUOTE,
        COUNT_QUOTE.replace("member states", "Member States"),
        "gate:exact",
        error=26,
    ),
    Edit(
        "a position is a character too early",
        FIRST,
        COUNT_START,
        '"364"^^xsd:nonNegativeInteger',
        "gate:start",
        error=27,
    ),
    Edit("a position is a character too long", FIRST, COUNT_END, '"419"^^xsd:nonNegativeInteger', "gate:end", error=27),
    Edit(
        "a position leads out of the document", FIRST, COUNT_END, '"4641"^^xsd:nonNegativeInteger', "gate:end", error=27
    ),
    Edit(
        "words end before they start",
        FIRST,
        COUNT_END,
        '"365"^^xsd:nonNegativeInteger',
        "PositionShape-order",
        error=27,
    ),
    Edit(
        "words end before they start, says the gate",
        FIRST,
        COUNT_END,
        '"300"^^xsd:nonNegativeInteger',
        "gate:end",
        error=27,
    ),
    Edit(
        "a position is a number of another type",
        FIRST,
        COUNT_START,
        "365",
        "PositionShape-start-number",
    ),
    Edit(
        "the words before a quotation are others",
        "data/evidence/top.ttl",
        'oa:prefix "vities> "',
        'oa:prefix "vities "',
        "gate:prefix",
        error=26,
    ),
    Edit(
        "the digest is that of another document",
        "data/meta/documents.ttl",
        'schema:sha256 "2380',
        'schema:sha256 "2381',
        "gate:sha256",
        error=26,
    ),
    Edit(
        "a quotation has a language tag",
        FIRST,
        COUNT_QUOTE,
        f"{COUNT_QUOTE}@en",
        "QuoteShape-exact-text",
    ),
    Edit(
        "words have three selectors",
        FIRST,
        COUNT_SELECTORS,
        f"evidence:F019-words-quote,\n        {COUNT_SELECTORS}",
        "PassageShape-selectors",
        also=("QuoteShape-passage-one",),
    ),
    Edit(
        "words have the position of others",
        FIRST,
        COUNT_SELECTORS,
        COUNT_SELECTORS.replace("F018-words-position", "F019-words-position"),
        "PositionShape-passage-one",
        also=("PositionShape-passage",),
    ),
    Edit(
        "words have the quotation of others",
        FIRST,
        COUNT_SELECTORS,
        COUNT_SELECTORS.replace("F018-words-quote", "F019-words-quote"),
        "QuoteShape-passage-one",
        also=("QuoteShape-passage",),
    ),
    Edit(
        "words have no position",
        FIRST,
        COUNT_SELECTORS,
        "evidence:F018-words-quote ;",
        "PassageShape-selectors-both",
        also=("PositionShape-passage",),
    ),
    Edit(
        "words are selected by a thing of another kind",
        FIRST,
        COUNT_SELECTORS,
        "document:announcement,\n        evidence:F018-words-quote ;",
        "PassageShape-selectors-kind",
        also=("PositionShape-passage",),
    ),
    Edit(
        "words are a part of other words",
        FIRST,
        "evidence:F018-words\n    a oa:SpecificResource ;\n    dcterms:isPartOf evidence:S05 ;",
        "evidence:F018-words\n    a oa:SpecificResource ;\n    dcterms:isPartOf evidence:F019-words ;",
        "PassageShape-sentence-number",
        also=(
            "QuotedDocumentShape-sentence",
            "QuotedDocumentShape-within",
        ),
    ),
    Edit(
        "words are in a sentence where they do not stand",
        FIRST,
        "evidence:F018-words\n    a oa:SpecificResource ;\n    dcterms:isPartOf evidence:S05 ;",
        "evidence:F018-words\n    a oa:SpecificResource ;\n    dcterms:isPartOf evidence:S06 ;",
        "QuotedDocumentShape-within",
        also=("QuotedDocumentShape-sentence",),
        error=27,
    ),
    Edit(
        "a sentence has the number of another",
        SENTENCES,
        "schema:position 29 .",
        "schema:position 28 .",
        "QuotedDocumentShape-number",
    ),
    Edit(
        "a sentence begins in the one before it",
        SENTENCES,
        'oa:end "4394"^^xsd:nonNegativeInteger ;\n    oa:start "4348"',
        'oa:end "4394"^^xsd:nonNegativeInteger ;\n    oa:start "4340"',
        "QuotedDocumentShape-order",
        error=27,
    ),
    Edit(
        "a statement rests on words of another sentence alone",
        FIRST_NOTE,
        "prov:wasDerivedFrom\n        evidence:F076-words,\n        evidence:F076-words-2 ;",
        "prov:wasDerivedFrom evidence:F076-words-2 ;",
        "QuotedDocumentShape-sentence",
        also=("PassageShape-used",),
    ),
    Edit(
        "words are in two sentences",
        FIRST,
        "evidence:F018-words\n    a oa:SpecificResource ;\n    dcterms:isPartOf evidence:S05 ;",
        "evidence:F018-words\n    a oa:SpecificResource ;\n    dcterms:isPartOf evidence:S05 , evidence:S06 ;",
        "PassageShape-place-one",
        also=("QuotedDocumentShape-within",),
    ),
    Edit(
        "words have a name of another kind",
        FIRST,
        "evidence:F018-words\n    a oa:SpecificResource",
        f"<{BASE}id/words> a oa:SpecificResource ; oa:hasSource document:announcement-capture ; schema:position 99 ;\n"
        "    oa:hasSelector evidence:x , evidence:y .\n"
        'evidence:x a oa:TextQuoteSelector ; oa:exact "Text size" .\n'
        'evidence:y a oa:TextPositionSelector ; oa:start "0"^^xsd:nonNegativeInteger ;\n'
        '    oa:end "9"^^xsd:nonNegativeInteger .\n'
        "evidence:F018-words\n    a oa:SpecificResource",
        "PassageNameShape",
    ),
]

PROMISES = [
    Edit(
        "what is only expected stands as a fact",
        ORGANIZATIONS,
        SPECIALIZED,
        f"{SPECIALIZED}\norganization:government-of-japan jw:cooperatesWith organization:wipo .",
        "ProspectShape-not-asserted",
        error=30,
    ),
    Edit(
        "what is only expected stands as a fact, without a record",
        ORGANIZATIONS,
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
        error=30,
    ),
    Edit(
        "a promise is recorded as explicit",
        FOURTH,
        f"{WILL_GROW} ;\n    prov:wasDerivedFrom evidence:F065-words ;\n    jw:evidenceClass evidence-class:prospect .",
        f"{WILL_GROW} ;\n    prov:wasDerivedFrom evidence:F065-words ;\n    jw:evidenceClass evidence-class:explicit .",
        "GraphClassShape-prospects",
        also=("ProspectShape-own-words",),
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

EVIDENCE_EDITS = [*RECORDS, *QUOTES, *PROMISES]
