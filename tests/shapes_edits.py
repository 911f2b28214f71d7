"""Edits of the site's own data, each with the shape that must fire: one row, one mistake."""

from dataclasses import dataclass

BASE = "https://example.org/jpo-wipo/"
TENURES = "data/source/tenures.ttl"
INSTANTS = "data/source/instants.ttl"
EXTERNAL_PLACES = "data/external/places.ttl"
COUNT = "data/source/observations.ttl"
FUNDS = "data/source/funds.ttl"
ACTIVITIES = "data/source/activities.ttl"
INTERVALS = "data/source/intervals.ttl"
NEXT = "tenure:yuji-okuma-jpo\n"
ANOTHER_TENURE = f"""<{BASE}id/person/another>
    a <http://xmlns.com/foaf/0.1/Person> ;
    skos:prefLabel "Another Person"@en , "別の人"@ja ;
    <http://xmlns.com/foaf/0.1/name> "Another Person"@en .
tenure:another
    a org:Membership , jw:Tenure ;
    skos:prefLabel "Another Person as Head"@en , "別の人の所長在任"@ja ;
    jw:tenureOf post:head-of-wipo-japan-office ;
    org:organization organization:wipo-japan-office ;
    org:role role:head ;
    org:member <{BASE}id/person/another>"""


def year(number: int) -> str:
    """Return a year as an instant, in statements that need no prefix."""
    day = "http://www.w3.org/2001/XMLSchema#date"
    return f"""<{BASE}id/instant/y{number}> a <{BASE}def#PartialInstant> ;
    <http://www.w3.org/2004/02/skos/core#prefLabel> "{number}"@en , "{number}年"@ja ;
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
interval:another a <http://www.w3.org/2006/time#Interval> ; skos:prefLabel "another"@en , "別の期間"@ja{interval} .
{"".join(map(year, years))}"""


@dataclass(frozen=True)
class Edit:
    """Replace a text that stands once in a file by another; then the shape must fire, also these, and no other.

    `error` is the number of an error that a gate for this site must catch, 1 to 36. A `shape` that begins with "gate:"
    names the property of a finding of the gate of evidence.
    """

    mistake: str
    file: str
    replace: str
    by: str
    shape: str
    severity: str = "Violation"
    also: tuple[str, ...] = ()
    error: int | None = None

    @property
    def gate(self) -> bool:
        """Whether the gate of evidence catches it, not a shape."""
        return self.shape.startswith("gate:")


def before(anchor: str, text: str) -> str:
    """Return a text put before an anchor."""
    return text + anchor


THING_EDITS = [
    Edit(
        "a post is typed as a person",
        "data/source/posts.ttl",
        "post:director-11th-board-of-appeals\n    a org:Post",
        "post:director-11th-board-of-appeals\n    a <http://xmlns.com/foaf/0.1/Person> , org:Post",
        "PostShape-types",
        also=("PersonShape", "PersonShape-name", "PersonShape-types"),
        error=1,
    ),
    Edit(
        "a place is typed as an organization",
        "data/source/places.ttl",
        "place:geneva\n    a schema:City",
        "place:geneva\n    a <http://www.w3.org/ns/org#Organization> , schema:City",
        "CityShape-types",
        also=("OrganizationShape", "OrganizationShape-types"),
        error=1,
    ),
    Edit(
        "a thing has no type",
        "data/source/regions.ttl",
        "region:escap-region\n    a jw:Region ;",
        "region:escap-region",
        "LabelledShape-type",
        also=("TrustFundShape-region-kind",),
        error=2,
    ),
    Edit(
        "a thing has no English label",
        "data/source/treaties.ttl",
        '    skos:prefLabel "Madrid Protocol"@en ;\n',
        "",
        "LabelsShape-english",
        error=3,
    ),
    Edit(
        "a thing has two English labels",
        "data/source/organizations.ttl",
        'skos:prefLabel "United Nations"@en',
        'skos:prefLabel "United Nations"@en , "United Nations Organization"@en',
        "LabelsShape-unique",
        error=4,
    ),
    Edit(
        "a label is tagged jp",
        "data/external/people.ttl",
        '"大熊雄治"@ja',
        '"大熊雄治"@jp',
        "LabelsShape-languages",
        also=("LabelsShape-japanese", "LabelsShape-script"),
        error=5,
    ),
    Edit(
        "a label is tagged en-us",
        "data/source/places.ttl",
        '"Geneva"@en',
        '"Geneva"@en-us',
        "LabelsShape-regions",
        error=5,
    ),
    Edit(
        "a label has no tag",
        "data/source/places.ttl",
        '"Geneva"@en',
        '"Geneva"',
        "LabelsShape-languages",
        also=("LabelsShape-english", "LabelsShape-script"),
        error=5,
    ),
    Edit(
        "a Japanese label is written in Latin letters",
        "data/external/people.ttl",
        '"大熊雄治"@ja',
        '"Okuma Yuji"@ja',
        "LabelsShape-script",
        error=6,
    ),
    Edit(
        "an English label is written in kanji",
        "data/source/people.ttl",
        'prefLabel "Yuji Okuma"@en',
        'prefLabel "大熊雄治"@en',
        "LabelsShape-script",
        error=6,
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
        also=("TenureShape-holder-undetermined",),
        error=7,
    ),
    Edit(
        "two persons hold a post as of the same day",
        TENURES,
        NEXT,
        before(NEXT, f'{ANOTHER_TENURE} ; jw:asOf "2015-02-13"^^xsd:date .\n'),
        "TenureShape-one-holder",
        also=("TenureShape-holder-undetermined",),
        error=7,
    ),
    Edit(
        "two persons hold a post at times that cannot be told apart",
        TENURES,
        NEXT,
        before(NEXT, f"{ANOTHER_TENURE} .\n"),
        "TenureShape-holder-undetermined",
        "Warning",
        error=7,
    ),
    Edit(
        "a person holds a post since a year that may be before or after another's day",
        TENURES,
        NEXT,
        before(NEXT, dated(2010)),
        "TenureShape-holder-undetermined",
        "Warning",
        error=7,
    ),
    Edit(
        "a tenure begins after the announcement",
        TENURES,
        NEXT,
        before(NEXT, dated(2016)),
        "IntervalShape-not-later",
        also=("TenureShape-holder-undetermined",),
        error=15,
    ),
    Edit(
        "contributions begin after the announcement",
        "data/source/intervals.ttl",
        "time:hasBeginning instant:1987 .",
        f"time:hasBeginning <{BASE}id/instant/y2016> .\n{year(2016)}",
        "IntervalShape-not-later",
        error=15,
    ),
    Edit(
        "an interval ends before it begins",
        "data/source/intervals.ttl",
        "time:hasBeginning instant:1987",
        "time:hasBeginning instant:1987 ; time:hasEnd instant:1983",
        "IntervalShape-order",
        error=8,
    ),
    Edit(
        "the earliest day is after the latest",
        INSTANTS,
        'jw:earliest "2006-01-01"',
        'jw:earliest "2007-01-01"',
        "PartialInstantShape-order",
        also=("PartialInstantShape-year-bounds",),
        error=8,
    ),
    Edit(
        "a tenure has no person",
        TENURES,
        "tenure:yuji-okuma-director-11th-board-of-appeals\n",
        "tenure:nobody a org:Membership , jw:Tenure ;\n"
        "    jw:tenureOf post:head-of-wipo-japan-office ; org:organization organization:jpo .\n"
        "tenure:yuji-okuma-director-11th-board-of-appeals\n",
        "MembershipShape-member",
        also=("LabelsShape-english", "LabelsShape-japanese", "TenureShape-same-organization", "TenureShape-same-role"),
        error=9,
    ),
    Edit(
        "a tenure has no post",
        TENURES,
        "    jw:tenureOf post:hrd-managing-supervisor-inpit",
        "    jw:printedForm post:hrd-managing-supervisor-inpit",
        "TenureShape-post",
        also=("TenureShape-same-organization", "TenureShape-same-role"),
        error=9,
    ),
    Edit(
        "a tenure is in another organization than its post",
        TENURES,
        "org:organization organization:inpit",
        "org:organization organization:jpo",
        "TenureShape-same-organization",
        error=9,
    ),
    Edit(
        "a post is held without a time",
        "data/source/posts.ttl",
        "org:postIn organization:wipo-japan-office",
        f"org:postIn organization:wipo-japan-office ; org:heldBy <{BASE}id/person/yuji-okuma>",
        "PostShape-no-holder",
        error=10,
    ),
    Edit(
        "the contributions' first year is the fund's",
        "data/source/funds.ttl",
        "jw:targetRegion region:escap-region",
        f"jw:targetRegion region:escap-region ; jw:date <{BASE}id/instant/1987>",
        "TrustFundShape-no-date",
        error=12,
    ),
    Edit(
        "a year is written as a day",
        INSTANTS,
        'time:inXSDgYear "2006"^^xsd:gYear',
        'time:inXSDgYear "2006-01-01"^^xsd:date',
        "PartialInstantShape-year-datatype",
        also=("PartialInstantShape-year-bounds", "PartialInstantShape-year-form"),
        error=13,
    ),
    Edit(
        "a month has one digit",
        INSTANTS,
        '"2015-02"^^',
        '"2015-2"^^',
        "PartialInstantShape-month-form",
        also=("PartialInstantShape-month-bounds",),
        error=13,
    ),
    Edit(
        "a month is the thirteenth",
        INSTANTS,
        '"2015-02"^^',
        '"2015-13"^^',
        "PartialInstantShape-month-form",
        also=("PartialInstantShape-month-bounds",),
        error=13,
    ),
    Edit(
        "a month ends on a day that it does not have",
        INSTANTS,
        'jw:latest "2015-02-28"',
        'jw:latest "2015-02-29"',
        "PartialInstantShape-month-bounds",
        also=("PartialInstantShape-latest",),
        error=14,
    ),
    Edit(
        "a year ends in November",
        INSTANTS,
        'jw:latest "2006-12-31"',
        'jw:latest "2006-11-30"',
        "PartialInstantShape-year-bounds",
        error=14,
    ),
    Edit(
        "an event is later than the announcement",
        INSTANTS,
        'jw:earliest "2008-01-01"',
        'jw:earliest "2015-02-14"',
        "EventShape-not-later",
        also=("PartialInstantShape-order", "PartialInstantShape-year-bounds"),
        error=15,
    ),
    Edit(
        "a count has no day",
        COUNT,
        '    jw:asOf "2015-02-01"^^xsd:date ;\n',
        "",
        "MemberStateCountShape-as-of",
        error=16,
    ),
    Edit(
        "a count is of a day after the announcement",
        COUNT,
        '"2015-02-01"^^',
        '"2015-02-20"^^',
        "AsOfShape-not-later",
        error=16,
    ),
    Edit(
        "a count is a decimal",
        COUNT,
        '"188"^^xsd:nonNegativeInteger',
        '"188.5"^^xsd:decimal',
        "MemberStateCountShape-datatype",
        error=17,
    ),
    Edit(
        "a count is a string",
        COUNT,
        '"188"^^xsd:nonNegativeInteger',
        '"188"',
        "MemberStateCountShape-datatype",
        also=("MemberStateCountShape-positive",),
        error=17,
    ),
    Edit(
        "a count is zero",
        COUNT,
        '"188"^^xsd:nonNegativeInteger',
        '"0"^^xsd:nonNegativeInteger',
        "MemberStateCountShape-positive",
        error=17,
    ),
    Edit(
        "a count has two values",
        COUNT,
        '"188"^^xsd:nonNegativeInteger',
        '"188"^^xsd:nonNegativeInteger , "189"^^xsd:nonNegativeInteger',
        "MemberStateCountShape-value-one",
        error=17,
    ),
    Edit(
        "a count is on the organization itself",
        "data/source/organizations.ttl",
        "jw:specializedAgencyOf organization:un",
        "jw:specializedAgencyOf organization:un ; jw:value 188",
        "OrganizationShape-no-count",
        error=18,
    ),
    Edit(
        "a fund has nobody who established it",
        "data/interpretation/funds.ttl",
        "jw:establishedBy",
        "jw:printedForm",
        "TrustFundShape-establisher",
        error=19,
    ),
    Edit(
        "a fund has no region",
        "data/source/funds.ttl",
        "jw:targetRegion region:africa",
        "jw:printedForm region:africa",
        "TrustFundShape-region",
        error=19,
    ),
    Edit(
        "a fund extends itself",
        "data/source/funds.ttl",
        "jw:extendsIntentOf fund:wipo-japan-funds-in-trust",
        "jw:extendsIntentOf fund:japan-funds-in-trust-for-africa-and-ldcs",
        "TrustFundShape-no-cycle",
        error=20,
    ),
    Edit(
        "units are units of one another",
        "data/source/units.ttl",
        "org:classification unit-type:department ;\n    org:unitOf organization:jpo",
        "org:classification unit-type:department ;\n    org:unitOf unit:jpo-international-cooperation-division",
        "AdministrativeUnitShape-no-cycle",
        error=20,
    ),
    Edit(
        "a link leads to nothing",
        "data/source/units.ttl",
        "org:unitOf unit:jpo-international-cooperation-division",
        "org:unitOf unit:jpo-international-cooperation-divison",
        "AdministrativeUnitShape-of-kind",
        error=21,
    ),
    Edit(
        "a thing is linked with no other",
        "data/source/places.ttl",
        "place:geneva\n",
        'place:atlantis a schema:Country ; skos:prefLabel "Atlantis"@en , "アトランティス"@ja .\n\nplace:geneva\n',
        "OrphanShape",
        also=("CountryShape-code",),
        error=22,
    ),
    Edit(
        "a telephone number has no country code",
        "data/source/contact.ttl",
        "<tel:+81-3-3581-1101>",
        "<tel:0335811101>",
        "ContactPointShape-telephone-form",
        error=23,
    ),
    Edit(
        "an extension has three digits",
        "data/source/contact.ttl",
        ";ext=2567>",
        ";ext=256>",
        "ContactPointShape-telephone-form",
        error=23,
    ),
    Edit(
        "a telephone number is a string",
        "data/source/contact.ttl",
        "<tel:+81-3-3581-1101>",
        '"+81 3 3581 1101"',
        "ContactPointShape-telephone-iri",
        also=("ContactPointShape-telephone-form",),
        error=23,
    ),
    Edit(
        "an extension is given to one section",
        "data/source/units.ttl",
        "org:unitOf unit:jpo-international-policy-division",
        "org:unitOf unit:jpo-international-policy-division ;"
        " <http://www.w3.org/2006/vcard/ns#hasTelephone> <tel:+81-3-3581-1101;ext=2567>",
        "AdministrativeUnitShape-no-telephone",
        error=24,
    ),
    Edit(
        "an identifier has a leading zero",
        "data/external/organizations.ttl",
        "wd:Q177773",
        "wd:Q0177773",
        "MatchShape-same-as",
        error=31,
    ),
    Edit(
        "an identifier is the page of its authority",
        EXTERNAL_PLACES,
        "wd:Q17,",
        "<http://www.wikidata.org/wiki/Q17>,",
        "MatchShape-exact-match",
        error=31,
    ),
    Edit(
        "an organization has the identifier of a country",
        "data/external/organizations.ttl",
        "wd:Q1065",
        "wd:Q17",
        "MatchShape-exact-match-unique",
        error=31,
    ),
    Edit(
        "a code is a number",
        EXTERNAL_PLACES,
        '"076"^^jw:m49',
        "76",
        "CodeShape-notation",
        error=32,
    ),
    Edit(
        "a code is in small letters",
        EXTERNAL_PLACES,
        '"JP"^^jw:alpha2',
        '"jp"^^jw:alpha2',
        "CodeShape-notation",
        error=32,
    ),
    Edit(
        "a page in Japanese is said to be in English",
        "data/source/documents.ttl",
        'schema:inLanguage "ja"',
        'schema:inLanguage "en"',
        "WebPageShape-address-language",
        error=33,
    ),
    Edit(
        "schema.org is written with http",
        "data/source/places.ttl",
        "schema:containedInPlace",
        "<http://schema.org/containedInPlace>",
        "CityShape",
        also=("CityShape-country",),
        error=34,
    ),
    Edit(
        "a property is misspelt",
        "data/source/offices.ttl",
        "jw:hostCountry place:brazil",
        "jw:hostCountri place:brazil",
        "ExternalOfficeShape",
        also=("ExternalOfficeShape-host",),
        error=34,
    ),
    Edit(
        "a region is taken for the organization of its name",
        "data/source/funds.ttl",
        "jw:targetRegion region:escap-region",
        f"jw:targetRegion <{BASE}id/org/escap>",
        "TrustFundShape-region-kind",
        error=35,
    ),
    Edit(
        "WIPO administers a treaty",
        "data/source/organizations.ttl",
        "jw:specializedAgencyOf organization:un",
        f"jw:specializedAgencyOf organization:un ; jw:administers <{BASE}id/treaty/madrid-protocol>",
        "OrganizationShape",
        error=36,
    ),
    Edit(
        "an organization has a parent",
        "data/source/organizations.ttl",
        "schema:contactPoint contact:jpo-inquiries",
        "schema:contactPoint contact:jpo-inquiries ; org:subOrganizationOf organization:government-of-japan",
        "OrganizationShape-no-parent",
        error=36,
    ),
    Edit(
        "an office has a seat",
        "data/source/offices.ttl",
        "jw:hostCountry place:japan",
        'jw:hostCountry place:japan ; <https://schema.org/location> "Tokyo"',
        "ExternalOfficeShape-no-city",
        error=36,
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
        'person:another a foaf:Person ; skos:prefLabel "Another"@en , "別の人"@ja ;\n'
        '    <http://xmlns.com/foaf/0.1/name> "Another"@en .\n'
        'event:appointment-of-yuji-okuma jw:printedForm "x"',
        "AppointmentEventShape-tenure-person",
    ),
    Edit(
        "a month ends on the thirtieth of February",
        INSTANTS,
        'jw:latest "2015-02-28"',
        'jw:latest "2015-02-30"',
        "PartialInstantShape-latest",
        also=("PartialInstantShape-month-bounds",),
        error=14,
    ),
    Edit(
        "a count is a whole number of any sign",
        COUNT,
        '"188"^^xsd:nonNegativeInteger',
        "188",
        "MemberStateCountShape-datatype",
        error=17,
    ),
    Edit(
        "a count is below zero",
        COUNT,
        '"188"^^xsd:nonNegativeInteger',
        '"-188"^^xsd:nonNegativeInteger',
        "MemberStateCountShape-datatype",
        error=17,
    ),
    Edit(
        "contributions have no donor",
        "data/source/contributions.ttl",
        "jw:donor organization:government-of-japan",
        'jw:asOf "2015-02-13"^^xsd:date',
        "VoluntaryContributionShape-donor",
        error=19,
    ),
    Edit(
        "a fund is for no type of activity",
        FUNDS,
        """    jw:activityType
        activity-type:digitization,
        activity-type:expert-dispatch,
        activity-type:long-term-trainee-acceptance,
        activity-type:trainee-acceptance,
        activity-type:workshop ;
""",
        "",
        "TrustFundShape-type",
        error=19,
    ),
    Edit(
        "a fund has for an activity type what is a purpose",
        FUNDS,
        "        activity-type:digitization,",
        "        purpose:self-supporting-economic-development,",
        "TrustFundShape-type-kind",
    ),
    Edit(
        "an office is a unit of itself",
        "data/source/offices.ttl",
        "org:unitOf organization:wipo ;\n    jw:hostCountry place:japan",
        "org:unitOf organization:wipo-japan-office ;\n    jw:hostCountry place:japan",
        "ExternalOfficeShape-of-kind",
        error=20,
    ),
    Edit(
        "an activity is a part of itself",
        ACTIVITIES,
        'skos:prefLabel "Other initiatives of JPO"@en ;',
        'skos:prefLabel "Other initiatives of JPO"@en ; dcterms:isPartOf activity:jpo-other-initiatives ;',
        "ActivityShape-no-cycle",
        error=20,
    ),
    Edit(
        "a service is a part of itself",
        "data/source/systems.ttl",
        "dcterms:isPartOf system:wipo-services",
        "dcterms:isPartOf system:international-filing-systems",
        "ServiceShape-no-cycle",
        error=20,
    ),
    Edit(
        "nobody conducts an activity",
        ACTIVITIES,
        "jw:activityType activity-type:symposium ;\n    jw:conductor organization:wipo-japan-office .",
        "jw:activityType activity-type:symposium .",
        "ActivityShape-conductor",
    ),
    Edit(
        "an organization works together with itself",
        ACTIVITIES,
        "jw:organizer organization:wipo ;\n    jw:partner organization:wipo-japan-office",
        "jw:organizer organization:wipo ;\n    jw:partner organization:jpo",
        "ActivityShape-partner-other",
    ),
    Edit(
        "an activity takes place in an organization",
        ACTIVITIES,
        "        region:asean-region .",
        "        organization:asean .",
        "ActivityShape-location-kind",
        error=35,
    ),
    Edit(
        "an activity is of a type that nobody described",
        ACTIVITIES,
        "jw:activityType activity-type:symposium",
        "jw:activityType activity-type:symposia",
        "ActivityShape-type-kind",
        error=21,
    ),
    Edit(
        "a person has neither a name nor a note why",
        "data/source/people.ttl",
        ' ;\n    foaf:name "Yuji Okuma"@en .',
        " .",
        "PersonShape-name",
    ),
    Edit(
        "an interval is before one that began before it",
        INTERVALS,
        "time:hasBeginning instant:2015-02 .",
        "time:hasBeginning instant:2015-02 ; time:before interval:voluntary-contributions-to-wipo .",
        "IntervalShape-before-order",
        error=8,
    ),
    Edit(
        "two intervals are before one another",
        INTERVALS,
        "time:hasBeginning instant:2015-02 .",
        "time:hasBeginning instant:2015-02 ; time:before interval:before-yuji-okuma-head-of-wipo-japan-office .",
        "IntervalShape-before-order",
        error=8,
    ),
    Edit(
        "the order of two holders is not told",
        INTERVALS,
        " ;\n    time:before interval:yuji-okuma-head-of-wipo-japan-office .",
        " .",
        "TenureShape-holder-undetermined",
        "Warning",
        also=("IntervalShape-limit",),
        error=7,
    ),
    Edit(
        "a second head takes office in March 2015",
        TENURES,
        NEXT,
        before(NEXT, dated(2015).replace("2015-01-01", "2015-03-01").replace("2015-12-31", "2015-03-31")),
        "IntervalShape-not-later",
        also=(
            "PartialInstantShape-year-bounds",
            "TenureShape-holder-undetermined",
        ),
        error=15,
    ),
    Edit(
        "a tenure is of another post of the same person",
        TENURES,
        "jw:tenureOf post:hrd-managing-supervisor-inpit",
        "jw:tenureOf post:director-11th-board-of-appeals",
        "TenureShape-same-organization",
        also=("TenureShape-same-role",),
        error=9,
    ),
    Edit(
        "a role is a purpose",
        "data/source/posts.ttl",
        "org:role role:head",
        "org:role purpose:self-supporting-economic-development",
        "PostShape-role-kind",
        also=("TenureShape-same-role",),
    ),
    Edit(
        "an upgrade does not say to what",
        "data/source/events.ttl",
        '    jw:characterization "upgraded to that of a higher level of management"@en ;\n',
        "",
        "PostUpgradeEventShape-level",
    ),
    Edit(
        "words of the source are said to be Japanese",
        "data/source/events.ttl",
        '"this significant role"@en',
        '"この重要な役割"@ja',
        "PhraseShape-reason",
        error=5,
    ),
    Edit(
        "a country is an organization's target region",
        FUNDS,
        "jw:targetRegion region:africa",
        "jw:targetRegion place:japan",
        "TrustFundShape-region-kind",
        error=35,
    ),
    Edit(
        "a thing is of a type that no shape knows",
        "data/source/systems.ttl",
        "system:wipo-services\n    a schema:Service",
        "system:wipo-services\n    a schema:Servise",
        "LabelledShape-type-known",
        also=("ServiceShape-part-kind",),
        error=2,
    ),
    Edit(
        "a unit is of no kind",
        "data/source/units.ttl",
        "unit:jpo-11th-board-of-appeals\n    a\n        org:OrganizationalUnit,\n        jw:AdministrativeUnit",
        "unit:jpo-11th-board-of-appeals\n    a org:OrganizationalUnit",
        "UnitKindShape",
        error=2,
    ),
    Edit(
        "what is tenure of a post is a mere membership",
        TENURES,
        "tenure:yuji-okuma-hrd-managing-supervisor-inpit\n    a\n        org:Membership,\n        jw:Tenure",
        "tenure:yuji-okuma-hrd-managing-supervisor-inpit\n    a org:Membership",
        "TenureOfShape",
        error=2,
    ),
    Edit(
        "a tenure is no membership for tools that infer nothing",
        TENURES,
        "tenure:yuji-okuma-hrd-managing-supervisor-inpit\n    a\n        org:Membership,\n        jw:Tenure",
        "tenure:yuji-okuma-hrd-managing-supervisor-inpit\n    a jw:Tenure",
        "TenureShape-standard",
        error=2,
    ),
    Edit(
        "a country has the code of another",
        EXTERNAL_PLACES,
        '"JP"^^jw:alpha2',
        '"US"^^jw:alpha2',
        "CodeShape-unique",
        error=32,
    ),
    Edit(
        "a person has no Japanese label",
        "data/external/people.ttl",
        ' ;\n    skos:prefLabel "大熊雄治"@ja',
        "",
        "LabelsShape-japanese",
        error=3,
    ),
]
