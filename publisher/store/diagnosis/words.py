"""Words that are no keywords: what was meant, by likeness, or in the words of SQL and other languages."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

LONGEST = 24  # letters of a word that is compared with keywords
LONGEST_MESSAGE = 400
_ALIKE = 0.75
# What other languages call it, and what SPARQL does.
ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "AND": "for 'and' write && between conditions; between patterns write a dot",
        "OR": "for 'or' write || between conditions; between patterns write { … } UNION { … }",
        "LIKE": 'SPARQL has no LIKE: write CONTAINS(?text, "…") or REGEX(?text, "…")',
        "ILIKE": 'SPARQL has no ILIKE: write REGEX(?text, "…", "i")',
        "BETWEEN": "SPARQL has no BETWEEN: write ?x >= … && ?x <= …",
        "IS": "SPARQL has no IS: write 'a' before a class, = between values, !BOUND(?x) for 'is null'",
        "NULL": "SPARQL has no NULL: ask with !BOUND(?x) whether a variable has no value",
        "JOIN": "SPARQL has no JOIN: patterns that share a variable are joined",
        "ON": "SPARQL has no JOIN … ON: patterns that share a variable are joined",
        "TOP": "SPARQL has no TOP: write LIMIT at the end of the query",
        "FETCH": "SPARQL has no FETCH: write LIMIT at the end of the query",
        "BINDINGS": "BINDINGS is called VALUES since SPARQL 1.1",
        "LET": "SPARQL has no LET: write BIND(… AS ?name)",
        "CASE": "SPARQL has no CASE: write IF(condition, then, else)",
        "LENGTH": "the length of a text is STRLEN(…)",
        "LEN": "the length of a text is STRLEN(…)",
        "LOWER": "small letters are made by LCASE(…)",
        "UPPER": "capital letters are made by UCASE(…)",
        "SUBSTRING": "a part of a text is SUBSTR(…, start, length)",
        "ISNULL": "whether a variable has no value is !BOUND(?x)",
        "IFNULL": "the first value that there is, is COALESCE(…, …)",
        "NVL": "the first value that there is, is COALESCE(…, …)",
        "STARTSWITH": "whether a text begins with another is STRSTARTS(…, …)",
        "ENDSWITH": "whether a text ends with another is STRENDS(…, …)",
        "MATCHES": 'whether a text fits a pattern is REGEX(…, "…")',
        "ISURL": "whether something is an IRI is isIRI(…)",
        "CAST": "a value is cast by its datatype's name: xsd:integer(?x)",
    }
)
_CLASSES = frozenset(
    (
        *("VAR", "IRIREF", "PNAME", "NAMESPACE", "STRING", "LANGTAG", "INTEGER", "NUMBER", "SIGNED"),
        *("LABEL", "ANON", "NIL", "END"),
    )
)


def keywords_of(expected: Iterable[str]) -> list[str]:
    """Return the keywords among the names of terminals."""
    return [name for name in expected if name[0].isalpha() and name not in _CLASSES]


def meant(word: str, expected: Iterable[str]) -> str | None:
    """Return the keyword that a word is most like, of those that could stand at its place; None for none."""
    upper = word.upper()
    if not 2 < len(upper) <= LONGEST:
        return None
    known = sorted(keywords_of(expected))
    near = [one for one in get_close_matches(upper, known, 3, _ALIKE) if abs(len(one) - len(upper)) < 2]
    begun = [one for one in known if one.startswith(upper)]
    return near[0] if near else begun[0] if len(begun) == 1 else None


def printable(message: str) -> str:
    """Return a message as one line for a terminal, cut where a query's names make it too long to be read."""
    cut = message if len(message) <= LONGEST_MESSAGE else f"{message[:LONGEST_MESSAGE]}…"
    return cut if cut.isprintable() else "".join(one if one.isprintable() else "\ufffd" for one in cut)
