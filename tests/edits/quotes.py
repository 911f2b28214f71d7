"""Edits of quoted words and of the sentences that they stand in: one row, one mistake."""

from edits.model import BASE, FIRST, SENTENCES, THIRD, Edit

FIRST_NOTE = "data/evidence/note-1.ttl"
COUNT_END = '"418"^^xsd:nonNegativeInteger'
COUNT_START = '"365"^^xsd:nonNegativeInteger'
COUNT_QUOTE = 'oa:exact "Number of member states: 188 [as of February 1, 2015]"'
COUNT_SELECTORS = "evidence:F018-words-position,\n        evidence:F018-words-quote ;"
MISPRINT = 'evidence:F044-words-quote\n    a oa:TextQuoteSelector ;\n    oa:exact "Patent Corporation Treaty"'


QUOTES = [
    Edit(
        "a name is not the one in the words that it rests on",
        "data/evidence/paragraph-4.ttl",
        'rdf:object "Yuji Okuma"@en ;',
        'rdf:object "Yuuji Ookuma"@en ;',
        "QuotedDocumentShape-literal",
    ),
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
        "gate:start",
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
        also=("QuoteShape-passage", "QuotedDocumentShape-literal"),
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
