"""What an edit of the site is, and what several families of edits need to say one."""

from dataclasses import dataclass

BASE = "https://example.org/jpo-wipo/"
TENURES = "data/source/tenures.ttl"
COUNT = "data/source/observations.ttl"
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
FIRST = "data/evidence/paragraph-1.ttl"
THIRD = "data/evidence/paragraph-3.ttl"
SENTENCES = "data/evidence/segments.ttl"
ORGANIZATION_FACTS = "data/source/organizations.ttl"
SPECIALIZED = "jw:specializedAgencyOf organization:un ."


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


def record(name: str, subject: str, predicate: str, value: str, graph: str = "source", kind: str = "explicit") -> str:
    """Return a record that rests on the words of F018, of which it is a part."""
    return f"""evidence:F018 dcterms:hasPart evidence:{name} .
evidence:{name} a rdf:Statement ; dcterms:isPartOf graph:{graph} ; jw:evidenceClass evidence-class:{kind} ;
    rdf:subject {subject} ; rdf:predicate {predicate} ; rdf:object {value} ; prov:wasDerivedFrom evidence:F018-words .
"""
