"""Edits of the vocabulary and its concepts: one row, one mistake."""

from edits.model import BASE, Edit

ONTOLOGY = "ontology/ontology.ttl"
SCHEMES = "ontology/schemes.ttl"
DECLARATIONS = "ontology/declarations.ttl"
VALUE = "jw:value\n    a owl:DatatypeProperty ;"
DEFINED = f"rdfs:isDefinedBy <{BASE}def>"


def term(name: str, kind: str, more: str = "") -> str:
    """Return a term with all that a term must have."""
    return f"""{name} a {kind} ; {DEFINED} ; rdfs:label "one more"@en , "もう一つ"@ja{more} ;
    skos:definition "A term that is one more."@en , "もう一つの語。"@ja .

"""


VOCABULARY = [
    Edit(
        "a term of the vocabulary has no definition in Japanese",
        ONTOLOGY,
        '"数えられた数。"@ja',
        '"数えられた数。"@en-gb',
        "VocabularyShape-definition-japanese",
        also=("VocabularyShape-definition-form",),
        error=3,
    ),
    Edit(
        "a term of the vocabulary does not say where it is defined",
        ONTOLOGY,
        f"jw:listedAs\n    a owl:ObjectProperty ;\n    rdfs:domain jw:Treaty ;\n    {DEFINED} ;\n",
        "jw:listedAs\n    a owl:ObjectProperty ;\n    rdfs:domain jw:Treaty ;\n",
        "OntologyTermShape",
    ),
    Edit(
        "a definition does not say what kind of thing the term is",
        ONTOLOGY,
        '"A number that was counted."@en',
        '"the number counted"@en',
        "VocabularyShape-definition-form",
    ),
    Edit(
        "a term has a label in Latin",
        ONTOLOGY,
        '"値"@ja ;',
        '"値"@ja , "valor"@la ;',
        "VocabularyShape-label-languages",
    ),
    Edit(
        "a property points to things and to values",
        ONTOLOGY,
        VALUE,
        "jw:value\n    a owl:DatatypeProperty , owl:ObjectProperty ;",
        "VocabularyShape-kind-one",
    ),
    Edit(
        "a class has the name of a property",
        ONTOLOGY,
        VALUE,
        term("jw:oneMore", "owl:Class", " ; rdfs:subClassOf prov:Entity") + VALUE,
        "ClassNameShape",
    ),
    Edit(
        "a property has the name of a class",
        ONTOLOGY,
        VALUE,
        term("jw:OneMore", "owl:ObjectProperty") + VALUE,
        "PropertyNameShape",
    ),
    Edit(
        "a class specializes nothing of a public vocabulary",
        ONTOLOGY,
        VALUE,
        term("jw:OneMore", "owl:Class") + VALUE,
        "ClassSuperShape",
    ),
    Edit(
        "a term of another vocabulary is defined here",
        ONTOLOGY,
        VALUE,
        term("schema:oneMore", "owl:ObjectProperty") + VALUE,
        "TermNamespaceShape",
        error=34,
    ),
    Edit(
        "a term of another vocabulary gets a range",
        DECLARATIONS,
        "dcterms:spatial\n    a owl:ObjectProperty .",
        "dcterms:spatial\n    a owl:ObjectProperty ; rdfs:range <http://purl.org/dc/terms/Location> .",
        "ForeignAxiomShape",
    ),
    Edit(
        "a concept has no label in Japanese",
        SCHEMES,
        '"adviser"@en,\n        "アドバイザー"@ja',
        '"adviser"@en',
        "LabelsShape-japanese",
        error=3,
    ),
    Edit(
        "a concept is broader than itself",
        SCHEMES,
        "skos:broader activity-type:trainee-acceptance",
        "skos:broader activity-type:long-term-trainee-acceptance",
        "ConceptShape-no-cycle",
        error=20,
    ),
    Edit(
        "a concept is of two schemes",
        SCHEMES,
        "activity-type:workshop\n    a skos:Concept ;",
        "activity-type:workshop\n    a skos:Concept ; skos:inScheme scheme:purpose ;",
        "ConceptShape-scheme-one",
    ),
]
