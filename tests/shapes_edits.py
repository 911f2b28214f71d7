"""Edits of the site's own data, each with the shape that must fire: one row, one mistake."""

from dataclasses import dataclass

BASE = "https://example.org/jpo-wipo/"
TENURES = "data/source/tenures.ttl"
INSTANTS = "data/source/instants.ttl"
EXTERNAL_PLACES = "data/external/places.ttl"
COUNT = "data/source/observations.ttl"
NEXT = "tenure:yuji-okuma-jpo\n"
ANOTHER_TENURE = f"""<{BASE}id/person/another>
    a <http://xmlns.com/foaf/0.1/Person> ;
    skos:prefLabel "Another Person"@en ;
    <http://xmlns.com/foaf/0.1/name> "Another Person"@en .
tenure:another
    a org:Membership , jw:Tenure ;
    skos:prefLabel "Another Person as Head"@en ;
    jw:tenureOf post:head-of-wipo-japan-office ;
    org:organization organization:wipo-japan-office ;
    org:role role:head ;
    org:member <{BASE}id/person/another>"""


def year(number: int) -> str:
    """Return a year as an instant, in statements that need no prefix."""
    day = "http://www.w3.org/2001/XMLSchema#date"
    return f"""<{BASE}id/instant/y{number}> a <{BASE}def#PartialInstant> ;
    <http://www.w3.org/2004/02/skos/core#prefLabel> "{number}"@en ;
    <http://www.w3.org/2006/time#inXSDgYear> "{number}"^^<http://www.w3.org/2001/XMLSchema#gYear> ;
    <{BASE}def#earliest> "{number}-01-01"^^<{day}> ;
    <{BASE}def#latest> "{number}-12-31"^^<{day}> .
"""


def dated(*years: int) -> str:
    """Return another person's tenure, since a year or from one to another."""
    limits = zip(("hasBeginning", "hasEnd"), years, strict=False)
    interval = "".join(
        f" ;\n    <http://www.w3.org/2006/time#{word}> <{BASE}id/instant/y{year}>" for word, year in limits
    )
    return f"""{ANOTHER_TENURE} ;
    org:memberDuring interval:another .
interval:another a <http://www.w3.org/2006/time#Interval> ; skos:prefLabel "another"@en{interval} .
{"".join(map(year, years))}"""


@dataclass(frozen=True)
class Edit:
    """Replace a text that stands once in a file by another; then the shape must fire, also these, and no other."""

    mistake: str
    file: str
    replace: str
    by: str
    shape: str
    severity: str = "Violation"
    also: tuple[str, ...] = ()


def before(anchor: str, text: str) -> str:
    """Return a text put before an anchor."""
    return text + anchor


EDITS = [
    Edit(
        "a post is typed as a person",
        "data/source/posts.ttl",
        "post:director-11th-board-of-appeals\n    a org:Post",
        "post:director-11th-board-of-appeals\n    a <http://xmlns.com/foaf/0.1/Person> , org:Post",
        "PostShape-types",
        also=("PersonShape", "PersonShape-name", "PersonShape-types"),
    ),
    Edit(
        "a place is typed as an organization",
        "data/source/places.ttl",
        "place:geneva\n    a schema:City",
        "place:geneva\n    a <http://www.w3.org/ns/org#Organization> , schema:City",
        "CityShape-types",
        also=("OrganizationShape", "OrganizationShape-types"),
    ),
    Edit(
        "a thing has no type",
        "data/source/regions.ttl",
        "region:escap-region\n    a jw:Region ;",
        "region:escap-region",
        "LabelledShape-type",
        also=("TrustFundShape-region-kind",),
    ),
    Edit(
        "a thing has no English label",
        "data/source/treaties.ttl",
        '    skos:prefLabel "Madrid Protocol"@en ;\n',
        "",
        "LabelsShape-english",
    ),
    Edit(
        "a thing has two English labels",
        "data/source/organizations.ttl",
        'skos:prefLabel "United Nations"@en',
        'skos:prefLabel "United Nations"@en , "United Nations Organization"@en',
        "LabelsShape-unique",
    ),
    Edit(
        "a label is tagged jp",
        "data/external/people.ttl",
        '"大熊雄治"@ja',
        '"大熊雄治"@jp',
        "LabelsShape-languages",
        also=("LabelsShape-script",),
    ),
    Edit(
        "a label is tagged en-us",
        "data/source/places.ttl",
        '"Geneva"@en',
        '"Geneva"@en-us',
        "LabelsShape-regions",
    ),
    Edit(
        "a label has no tag",
        "data/source/places.ttl",
        '"Geneva"@en',
        '"Geneva"',
        "LabelsShape-languages",
        also=("LabelsShape-english", "LabelsShape-script"),
    ),
    Edit(
        "a Japanese label is written in Latin letters",
        "data/external/people.ttl",
        '"大熊雄治"@ja',
        '"Okuma Yuji"@ja',
        "LabelsShape-script",
    ),
    Edit(
        "an English label is written in kanji",
        "data/source/people.ttl",
        'prefLabel "Yuji Okuma"@en',
        'prefLabel "大熊雄治"@en',
        "LabelsShape-script",
    ),
    Edit(
        "a label begins with an article",
        "data/source/organizations.ttl",
        '"World Intellectual Property Organization"@en',
        '"The World Intellectual Property Organization"@en',
        "LabelsShape-article",
    ),
    Edit(
        "a label ends with an acronym",
        "data/source/organizations.ttl",
        '"World Intellectual Property Organization"@en',
        '"World Intellectual Property Organization (WIPO)"@en',
        "LabelsShape-acronym",
    ),
    Edit(
        "the misprint is the label of the treaty",
        "data/interpretation/treaties.ttl",
        '"Patent Cooperation Treaty"@en',
        '"Patent Corporation Treaty"@en',
        "TreatyShape-proper-name",
    ),
    Edit(
        "a person holds a post as of a day on which another holds it, too",
        TENURES,
        NEXT,
        before(NEXT, dated(2008, 2016)),
        "TenureShape-one-holder",
    ),
    Edit(
        "two persons hold a post as of the same day",
        TENURES,
        NEXT,
        before(NEXT, f'{ANOTHER_TENURE} ; jw:asOf "2015-02-13"^^xsd:date .\n'),
        "TenureShape-one-holder",
    ),
    Edit(
        "two persons hold a post at times that cannot be told apart",
        TENURES,
        NEXT,
        before(NEXT, f"{ANOTHER_TENURE} .\n"),
        "TenureShape-holder-undetermined",
        "Warning",
    ),
    Edit(
        "a person holds a post since a year that may be before or after another's day",
        TENURES,
        NEXT,
        before(NEXT, dated(2010)),
        "TenureShape-holder-undetermined",
        "Warning",
    ),
    Edit(
        "a tenure begins after the announcement",
        TENURES,
        NEXT,
        before(NEXT, dated(2016)),
        "IntervalShape-not-later",
        also=("TenureShape-holder-undetermined",),
    ),
    Edit(
        "contributions begin after the announcement",
        "data/source/intervals.ttl",
        "time:hasBeginning instant:1987 .",
        f"time:hasBeginning <{BASE}id/instant/y2016> .\n{year(2016)}",
        "IntervalShape-not-later",
    ),
    Edit(
        "an interval ends before it begins",
        "data/source/intervals.ttl",
        "time:hasBeginning instant:1987",
        "time:hasBeginning instant:1987 ; time:hasEnd instant:1983",
        "IntervalShape-order",
    ),
    Edit(
        "the earliest day is after the latest",
        INSTANTS,
        'jw:earliest "2006-01-01"',
        'jw:earliest "2007-01-01"',
        "PartialInstantShape-order",
        also=("PartialInstantShape-year-bounds",),
    ),
    Edit(
        "a tenure has no person",
        TENURES,
        "tenure:yuji-okuma-director-11th-board-of-appeals\n",
        "tenure:nobody a jw:Tenure ; jw:tenureOf post:head-of-wipo-japan-office ; org:organization organization:jpo .\n"
        "tenure:yuji-okuma-director-11th-board-of-appeals\n",
        "MembershipShape-member",
        also=("LabelsShape-english", "TenureShape-same-organization", "TenureShape-same-role"),
    ),
    Edit(
        "a tenure has no post",
        TENURES,
        "    jw:tenureOf post:hrd-managing-supervisor-inpit",
        "    jw:printedForm post:hrd-managing-supervisor-inpit",
        "TenureShape-post",
        also=("TenureShape-same-organization", "TenureShape-same-role"),
    ),
    Edit(
        "a tenure is in another organization than its post",
        TENURES,
        "org:organization organization:inpit",
        "org:organization organization:jpo",
        "TenureShape-same-organization",
    ),
    Edit(
        "a post is held without a time",
        "data/source/posts.ttl",
        "org:postIn organization:wipo-japan-office",
        f"org:postIn organization:wipo-japan-office ; org:heldBy <{BASE}id/person/yuji-okuma>",
        "PostShape-no-holder",
    ),
    Edit(
        "the contributions' first year is the fund's",
        "data/source/funds.ttl",
        "jw:targetRegion region:escap-region",
        f"jw:targetRegion region:escap-region ; jw:date <{BASE}id/instant/1987>",
        "TrustFundShape-no-date",
    ),
    Edit(
        "a year is written as a day",
        INSTANTS,
        'time:inXSDgYear "2006"^^xsd:gYear',
        'time:inXSDgYear "2006-01-01"^^xsd:date',
        "PartialInstantShape-year-datatype",
        also=("PartialInstantShape-year-bounds", "PartialInstantShape-year-form"),
    ),
    Edit(
        "a month has one digit",
        INSTANTS,
        '"2015-02"^^',
        '"2015-2"^^',
        "PartialInstantShape-month-form",
        also=("PartialInstantShape-month-bounds",),
    ),
    Edit(
        "a month is the thirteenth",
        INSTANTS,
        '"2015-02"^^',
        '"2015-13"^^',
        "PartialInstantShape-month-form",
        also=("PartialInstantShape-month-bounds",),
    ),
    Edit(
        "a month ends on a day that it does not have",
        INSTANTS,
        'jw:latest "2015-02-28"',
        'jw:latest "2015-02-29"',
        "PartialInstantShape-month-bounds",
        also=("PartialInstantShape-latest",),
    ),
    Edit(
        "a year ends in November",
        INSTANTS,
        'jw:latest "2006-12-31"',
        'jw:latest "2006-11-30"',
        "PartialInstantShape-year-bounds",
    ),
    Edit(
        "an event is later than the announcement",
        INSTANTS,
        'jw:earliest "2008-01-01"',
        'jw:earliest "2015-02-14"',
        "EventShape-not-later",
        also=("PartialInstantShape-order", "PartialInstantShape-year-bounds"),
    ),
    Edit("a count has no day", COUNT, '    jw:asOf "2015-02-01"^^xsd:date ;\n', "", "MemberStateCountShape-as-of"),
    Edit(
        "a count is of a day after the announcement", COUNT, '"2015-02-01"^^', '"2015-02-20"^^', "AsOfShape-not-later"
    ),
    Edit(
        "a count is a decimal",
        COUNT,
        '"188"^^xsd:nonNegativeInteger',
        '"188.5"^^xsd:decimal',
        "MemberStateCountShape-datatype",
    ),
    Edit(
        "a count is a string",
        COUNT,
        '"188"^^xsd:nonNegativeInteger',
        '"188"',
        "MemberStateCountShape-datatype",
        also=("MemberStateCountShape-positive",),
    ),
    Edit(
        "a count is zero",
        COUNT,
        '"188"^^xsd:nonNegativeInteger',
        '"0"^^xsd:nonNegativeInteger',
        "MemberStateCountShape-positive",
    ),
    Edit(
        "a count has two values",
        COUNT,
        '"188"^^xsd:nonNegativeInteger',
        '"188"^^xsd:nonNegativeInteger , "189"^^xsd:nonNegativeInteger',
        "MemberStateCountShape-value-one",
    ),
    Edit(
        "a count is on the organization itself",
        "data/source/organizations.ttl",
        "jw:specializedAgencyOf organization:un",
        "jw:specializedAgencyOf organization:un ; jw:value 188",
        "OrganizationShape-no-count",
    ),
    Edit(
        "a fund has nobody who established it",
        "data/interpretation/funds.ttl",
        "jw:establishedBy",
        "jw:printedForm",
        "TrustFundShape-establisher",
    ),
    Edit(
        "a fund has no region",
        "data/source/funds.ttl",
        "jw:targetRegion region:africa",
        "jw:printedForm region:africa",
        "TrustFundShape-region",
    ),
    Edit(
        "a fund extends itself",
        "data/source/funds.ttl",
        "jw:extendsIntentOf fund:wipo-japan-funds-in-trust",
        "jw:extendsIntentOf fund:japan-funds-in-trust-for-africa-and-ldcs",
        "TrustFundShape-no-cycle",
    ),
    Edit(
        "units are units of one another",
        "data/source/units.ttl",
        "org:classification unit-type:department ;\n    org:unitOf organization:jpo",
        "org:classification unit-type:department ;\n    org:unitOf unit:jpo-international-cooperation-division",
        "AdministrativeUnitShape-no-cycle",
    ),
    Edit(
        "a link leads to nothing",
        "data/source/units.ttl",
        "org:unitOf unit:jpo-international-cooperation-division",
        "org:unitOf unit:jpo-international-cooperation-divison",
        "AdministrativeUnitShape-of-kind",
    ),
    Edit(
        "a thing is linked with no other",
        "data/source/places.ttl",
        "place:geneva\n",
        'place:atlantis a schema:Country ; skos:prefLabel "Atlantis"@en .\n\nplace:geneva\n',
        "OrphanShape",
        also=("CountryShape-code",),
    ),
    Edit(
        "a telephone number has no country code",
        "data/source/contact.ttl",
        "<tel:+81-3-3581-1101>",
        "<tel:0335811101>",
        "ContactPointShape-telephone-form",
    ),
    Edit(
        "an extension has three digits",
        "data/source/contact.ttl",
        ";ext=2567>",
        ";ext=256>",
        "ContactPointShape-telephone-form",
    ),
    Edit(
        "a telephone number is a string",
        "data/source/contact.ttl",
        "<tel:+81-3-3581-1101>",
        '"+81 3 3581 1101"',
        "ContactPointShape-telephone-iri",
        also=("ContactPointShape-telephone-form",),
    ),
    Edit(
        "an extension is given to one section",
        "data/source/units.ttl",
        "org:unitOf unit:jpo-international-policy-division",
        "org:unitOf unit:jpo-international-policy-division ;"
        " <http://www.w3.org/2006/vcard/ns#hasTelephone> <tel:+81-3-3581-1101;ext=2567>",
        "AdministrativeUnitShape-no-telephone",
    ),
    Edit(
        "an identifier has a leading zero",
        "data/external/organizations.ttl",
        "wd:Q177773",
        "wd:Q0177773",
        "MatchShape-same-as",
    ),
    Edit(
        "an identifier is the page of its authority",
        EXTERNAL_PLACES,
        "wd:Q17,",
        "<http://www.wikidata.org/wiki/Q17>,",
        "MatchShape-exact-match",
    ),
    Edit(
        "an organization has the identifier of a country",
        "data/external/organizations.ttl",
        "wd:Q1065",
        "wd:Q17",
        "MatchShape-exact-match-unique",
    ),
    Edit("a code is a number", EXTERNAL_PLACES, '"076"^^jw:m49', "76", "CodeShape-notation"),
    Edit("a code is in small letters", EXTERNAL_PLACES, '"JP"^^jw:alpha2', '"jp"^^jw:alpha2', "CodeShape-notation"),
    Edit(
        "a page in Japanese is said to be in English",
        "data/source/documents.ttl",
        'schema:inLanguage "ja"',
        'schema:inLanguage "en"',
        "WebPageShape-address-language",
    ),
    Edit(
        "schema.org is written with http",
        "data/source/places.ttl",
        "schema:containedInPlace",
        "<http://schema.org/containedInPlace>",
        "CityShape",
        also=("CityShape-country",),
    ),
    Edit(
        "a property is misspelt",
        "data/source/offices.ttl",
        "jw:hostCountry place:brazil",
        "jw:hostCountri place:brazil",
        "ExternalOfficeShape",
        also=("ExternalOfficeShape-host",),
    ),
    Edit(
        "a region is taken for the organization of its name",
        "data/source/funds.ttl",
        "jw:targetRegion region:escap-region",
        f"jw:targetRegion <{BASE}id/org/escap>",
        "TrustFundShape-region-kind",
    ),
    Edit(
        "WIPO administers a treaty",
        "data/source/organizations.ttl",
        "jw:specializedAgencyOf organization:un",
        f"jw:specializedAgencyOf organization:un ; jw:administers <{BASE}id/treaty/madrid-protocol>",
        "OrganizationShape",
    ),
    Edit(
        "an organization has a parent",
        "data/source/organizations.ttl",
        "schema:contactPoint contact:jpo-inquiries",
        "schema:contactPoint contact:jpo-inquiries ; org:subOrganizationOf organization:government-of-japan",
        "OrganizationShape-no-parent",
    ),
    Edit(
        "an office has a seat",
        "data/source/offices.ttl",
        "jw:hostCountry place:japan",
        'jw:hostCountry place:japan ; <https://schema.org/location> "Tokyo"',
        "ExternalOfficeShape-no-city",
    ),
    Edit(
        "a term of the vocabulary has no definition in Japanese",
        "ontology/ontology.ttl",
        '"数えられた数。"@ja',
        '"数えられた数。"@en-gb',
        "VocabularyShape-definition-japanese",
    ),
    Edit(
        "a term of the vocabulary does not say where it is defined",
        "ontology/ontology.ttl",
        f"jw:listedAs\n    a owl:ObjectProperty ;\n    rdfs:domain jw:Treaty ;\n    rdfs:isDefinedBy <{BASE}def> ;\n",
        "jw:listedAs\n    a owl:ObjectProperty ;\n    rdfs:domain jw:Treaty ;\n",
        "OntologyTermShape",
    ),
    Edit(
        "a person's name is in another language",
        "data/source/people.ttl",
        'foaf:name "Yuji Okuma"@en',
        'foaf:name "大熊雄治"@ja',
        "PersonShape-name-language",
    ),
    Edit(
        "a person has two names",
        "data/source/people.ttl",
        'foaf:name "Yuji Okuma"@en',
        'foaf:name "Yuji Okuma"@en , "Okuma Yuji"@en',
        "PersonShape-name-one",
    ),
    Edit(
        "the misprint is another name of the treaty",
        "data/external/treaties.ttl",
        '"PCT"@en',
        '"Patent Corporation Treaty"@en',
        "TreatyShape-no-misprint",
    ),
    Edit(
        "a day is said to be within a month",
        INSTANTS,
        'time:inXSDgYearMonth "2015-02"^^xsd:gYearMonth',
        'time:inXSDDate "2015-02-13"^^xsd:date',
        "PartialInstantShape-day-bounds",
    ),
    Edit(
        "a tenure has another role than its post",
        TENURES,
        "org:role role:managing-supervisor",
        "org:role role:adviser",
        "TenureShape-same-role",
    ),
    Edit(
        "a person is appointed whose tenure does not begin",
        "data/source/events.ttl",
        "jw:begins tenure:yuji-okuma-head-of-wipo-japan-office",
        "jw:begins tenure:yuji-okuma-jpo",
        "AppointmentEventShape-tenure-post",
    ),
    Edit(
        "a tenure begins that is another person's",
        "data/source/events.ttl",
        "jw:appointee person:yuji-okuma",
        f"jw:appointee <{BASE}id/person/another> .\n"
        f'<{BASE}id/person/another> a <http://xmlns.com/foaf/0.1/Person> ; skos:prefLabel "Another"@en ;\n'
        '    <http://xmlns.com/foaf/0.1/name> "Another"@en .\n'
        'event:appointment-of-yuji-okuma jw:printedForm "x"',
        "AppointmentEventShape-tenure-person",
    ),
]
