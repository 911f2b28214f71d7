"""Queries that are small and want very much, and queries that are very large or very deep."""

from collections.abc import Iterator, Mapping
from random import Random

from garbage.case import (
    BAD,
    BASE,
    COSTLY,
    FORM,
    GOOD,
    MEGABYTE,
    TOO_LONG,
    Case,
    in_url,
    posted,
    queries,
    request,
    table,
)

# Before, opening, middle, closing, after: what is repeated are the opening and the closing.
NESTED: Mapping[str, tuple[str, str, str, str, str]] = {
    "groups": ("", "{", "", "}", ""),
    "groups of triples": ("", "{ ?s ?p ?o ", "", "}", ""),
    "optional": ("", "OPTIONAL { ?s ?p ?o ", "", "}", ""),
    "minus": ("?s ?p ?o ", "MINUS { ?s ?p ?o ", "", "}", ""),
    "graphs": ("", "GRAPH ?g {", "", "}", ""),
    "unions": ("", "{ {} UNION ", "{}", "}", ""),
    "subqueries": ("", "{ SELECT * {", "", "}}", ""),
    "exists": ("", "FILTER EXISTS {", "", "}", ""),
    "parentheses": ("FILTER(", "(", "1", ")", ")"),
    "sums": ("FILTER(", "(1+", "1", ")", ")"),
    "conditions": ("FILTER(", "IF(1,1,", "1", ")", ")"),
    "functions": ("FILTER(", "STR(", "1", ")", ")"),
    "concatenations": ("FILTER(", 'CONCAT("a",', '"b"', ")", ")"),
    "casts": ("FILTER(", "<http://www.w3.org/2001/XMLSchema#string>(", "1", ")", ")"),
    "members": ("FILTER(1 IN (", "1 IN (", "1", ")", "))"),
    "not": ("FILTER(", "!", "1", "", ")"),
    "not in groups": ("FILTER(", "!(", "1", ")", ")"),
    "aggregates": ("{ SELECT (", "SUM(", "1", ")", " AS ?x) {} }"),
    "brackets": ("", "[ <p> ", "1", "]", ""),
    "brackets as objects": ("?s <p> ", "[ <p> ", "1", "]", ""),
    "collections": ("?s <p> ", "(", "1", ")", ""),
    "paths": ("?s ", "(", "<p>", ")", " ?o"),
    "paths of paths": ("?s ", "(<q>/", "<p>", ")", " ?o"),
    "stars": ("?s ", "(", "<p>", ")*", " ?o"),
    "inverse": ("?s ", "^(", "<p>", ")", " ?o"),
    "annotations": ("?s ?p ?o ", "{| <p> <o> ", "", "|}", ""),
    "terms": ("?s ?p ", "<<( <s> <p> ", "<o>", ")>>", ""),
}
ENDLESS: Mapping[str, tuple[str, str, str]] = {
    "minus signs": ("FILTER(", "-", "1)"),
    "minus signs apart": ("FILTER(", "- ", "1)"),
    "plus signs": ("FILTER(", "+", "1)"),
    "inverse signs": ("?s ", "^", "<p> ?o"),
    "stars": ("?s <p>", "*", " ?o"),
    "terms": ("", "<< ", "<s> <p> <o>"),
    "dots": ("?s ?p ?o ", ".", ""),
    "commas": ("?s ?p ?o", ",", ""),
    "comparisons": ("FILTER(1", "=1", ")"),
}
CHAINS: Mapping[str, tuple[str, str, str]] = {
    "sum": ("FILTER(1", "+1", ")"),
    "or": ("FILTER(?a", "||?a", ")"),
    "and": ("FILTER(?a", "&&?a", ")"),
    "product": ("FILTER(1", "*1", ")"),
    "sequence": ("?s <p>", "/<p>", " ?o"),
    "alternatives": ("?s <p>", "|<p>", " ?o"),
    "negated set": ("?s !(<p>", "|<p>", ") ?o"),
    "unions": ("{}", "UNION{}", ""),
    "unions of triples": ("{?s ?p ?o}", "UNION{?s ?p ?o}", ""),
    "optional": ("?s ?p ?o ", "OPTIONAL{?s ?p ?o}", ""),
    "minus": ("?s ?p ?o ", "MINUS{?s ?p ?o}", ""),
    "filters": ("?s ?p ?o ", "FILTER(?s)", ""),
    "exists": ("?s ?p ?o ", "FILTER EXISTS{?s ?p 1}", ""),
    "triples": ("", "?s ?p ?o .", ""),
    "objects": ("?s ?p 1", ",1", ""),
    "predicates": ("?s ?p 1", ";?p 1", ""),
    "semicolons": ("?s ?p 1", ";", ""),
    "subqueries": ("", "{SELECT * {?s ?p ?o}}", ""),
    "graphs": ("", "GRAPH ?g {?s ?p ?o}", ""),
    "graphs with scopes": ("", "GRAPH ?g {SELECT * {?s ?p ?o}}", ""),
    "blocks of values": ("", "VALUES ?x {1}", ""),
    "members": ("?s ?p ?o FILTER(?s IN (1", ",1", "))"),
    "arguments": ("BIND(CONCAT('a'", ",'a'", ") AS ?x)"),
    "list": ("?s ?p (", " 1", ")"),
    "values": ("VALUES ?x {", " 1", "}"),
    "rows without columns": ("VALUES () {", "()", "}"),
}
COLUMNS = " ".join(f"?v{n}" for n in range(20_000))
LINKS = 8_000
MANY: Mapping[str, str] = {
    "variables": f"SELECT {COLUMNS} {{}}",
    "expressions": "SELECT " + "".join(f"(1 AS ?v{n}) " for n in range(20_000)) + "{}",
    "aggregates": "SELECT " + "".join(f"(COUNT(?s) AS ?v{n}) " for n in range(5_000)) + "{ ?s ?p ?o }",
    "keys": "SELECT (1 AS ?x) {} GROUP BY" + " ?a" * 100_000,
    "orders": "SELECT * {} ORDER BY" + " ?a" * 100_000,
    "conditions": "SELECT (COUNT(*) AS ?x) {} HAVING" + " (1)" * 50_000,
    "prefixes": "".join(f"PREFIX p{n}: <http://p/{n}> " for n in range(25_000)) + "ASK {}",
    "bases": "BASE <http://b/> " * 40_000 + "ASK {}",
    "graphs": "SELECT * " + "".join(f"FROM <http://g/{n}> " for n in range(25_000)) + "{ ?s ?p ?o }",
    "named graphs": "SELECT * "
    + "".join(f"FROM NAMED <http://g/{n}> " for n in range(25_000))
    + "{ GRAPH ?g { ?s ?p ?o } }",
    "described": "DESCRIBE " + "".join(f"<http://g/{n}> " for n in range(30_000)),
    "template": "CONSTRUCT {" + "?s ?p ?o . <s> <p> [] . " * 20_000 + "} { ?s ?p ?o }",
    "binds": "SELECT * {" + "".join(f"BIND(1 AS ?x{n}) " for n in range(20_000)) + "}",
    "columns of values": f"SELECT * {{ VALUES ({COLUMNS}) {{ ({'UNDEF ' * 20_000}) }} }}",
    "optional chains": "SELECT * { ?s ?p ?o0 " + "".join(f"OPTIONAL {{ ?s ?p ?o{n} }} " for n in range(5_000)) + "}",
    "a walk": "SELECT * {" + "".join(f"?v{n} ?p ?v{n + 1} . " for n in range(10_000)) + "}",
}
TEXT = b"a" * 2_000
GROWING: Mapping[str, str] = {
    "doubling": "SELECT * { BIND('aaaaaaaaaaaaaaaa' AS ?x0) "
    + "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(60))
    + "}",
    "encoding": "SELECT * { BIND('特' AS ?x0) "
    + "".join(f"BIND(ENCODE_FOR_URI(?x{n}) AS ?x{n + 1}) " for n in range(40))
    + "}",
    "replacing": "SELECT * { BIND('aaaa' AS ?x0) "
    + "".join(f'BIND(REPLACE(?x{n}, ".", "$0$0$0$0") AS ?x{n + 1}) ' for n in range(30))
    + "}",
    "replacing nothing": "SELECT * { BIND('aaaa' AS ?x0) "
    + "".join(f'BIND(REPLACE(?x{n}, "b*", "xxxx") AS ?x{n + 1}) ' for n in range(30))
    + "}",
    "joining": "SELECT (GROUP_CONCAT(?x; separator='" + "x" * 10_000 + "') AS ?y) { ?x ?p ?o . ?a ?b ?c . ?d ?e ?f }",
    "cross": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "cross counted": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "cross told apart": "SELECT (COUNT(DISTINCT *) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "cross in order": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f RAND() LIMIT 1",
    "cross as a graph": "CONSTRUCT { ?a ?b [] } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "any path": "SELECT * { ?a (<x>|!<x>)* ?b . ?b (<x>|!<x>)* ?c . ?c (<x>|!<x>)* ?d }",
    "stars of stars": "SELECT (COUNT(*) AS ?n) { ?a ((((<x>|!<x>)*)*)*)* ?b . ?c ((^!<x>)+)+ ?d }",
    "exponential paths": "SELECT * { ?a (" + "/".join(["((<x>|!<x>)|(^<x>|!<x>))?"] * 40) + ") ?b }",
    "powers": "SELECT * { " + " ".join(f"VALUES ?v{n} {{ 1 2 3 4 5 6 7 8 9 }}" for n in range(12)) + " }",
    "powers of unions": "SELECT * { " + "{ {} UNION {} } " * 60 + "}",
    "describe all": "DESCRIBE * { ?a ?b ?c . ?d ?e ?f }",
    "exists in exists": "SELECT * { ?a ?b ?c FILTER EXISTS { ?d ?e ?f FILTER NOT EXISTS { ?g ?h ?i . ?a ?h ?f } } }",
    "digests": "SELECT (SHA512(GROUP_CONCAT(STRUUID())) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
}


def nested(chance: Random) -> Iterator[Case]:
    """Yield what is nested a thousand deep and a hundred thousand deep, closed and not."""
    for name, (before, opening, middle, closing, after) in NESTED.items():
        for depth in (1_000, 100_000):
            levels = min(depth, 900_000 // len(opening + closing))
            start = "SELECT * {" + before + opening * levels
            closed = start + middle + closing * levels + after + "}"
            yield Case(f"{name} {depth} deep", (posted(closed),), BAD)
            yield Case(f"{name} {depth} deep, unclosed", (posted(start),), BAD)


def endless(chance: Random) -> Iterator[Case]:
    """Yield signs that are repeated where they may not be, and chains of what may be."""
    yield from queries({name: f"SELECT * {{ {a}{b * 50_000}{c} }}" for name, (a, b, c) in ENDLESS.items()}, COSTLY)
    for name, (before, link, after) in CHAINS.items():
        text = f"SELECT * {{ {before}{link * LINKS}{after} }}"
        yield Case(f"a chain of {LINKS}: {name}", (posted(text),), COSTLY)


def many(chance: Random) -> Iterator[Case]:
    """Yield clauses by the ten thousand; ten thousand values are right."""
    yield from queries(MANY, COSTLY)
    values = " ".join(f"<http://example.org/{n}>" for n in range(10_000))
    rows = "(1)" * 10_000
    yield Case("ten thousand values", (posted(f"SELECT * {{ VALUES ?x {{ {values} }} }}"),), GOOD | {503})
    yield Case("ten thousand rows", (posted(f"SELECT * {{ VALUES (?x) {{ {rows} }} }}"),), GOOD | {503})


def patterns(chance: Random) -> Iterator[Case]:
    """Yield regular expressions that take exponential time elsewhere, or are none."""
    for pattern in table("bombs.txt", "patterns"):
        name = f"pattern {pattern[:20]!r}"
        yield Case(name, (posted(b'ASK { FILTER(REGEX("%s", "%s")) }' % (TEXT, pattern)),), COSTLY)
        asked = b'SELECT (REPLACE("%s", "%s", "$1$0") AS ?x) {}' % (TEXT, pattern)
        yield Case(f"{name}, replaced", (in_url(asked),), COSTLY)


def growing(chance: Random) -> Iterator[Case]:
    """Yield queries whose results grow without end."""
    yield from queries(GROWING, COSTLY)


def giants(chance: Random) -> Iterator[Case]:
    """Yield requests of megabytes."""
    for size in (1_048_577, 2 * MEGABYTE, 10 * MEGABYTE):
        body = b"ASK {} #" + b"x" * (size - 8)
        yield Case(f"a query of {size}", (posted(body),), TOO_LONG)
        yield Case(f"a form of {size}", (posted(b"query=" + body[:-6], FORM),), TOO_LONG)
        line = b"Transfer-Encoding: chunked\r\nContent-Type: application/sparql-query\r\n"
        pieces = b"%x\r\n%s\r\n0\r\n\r\n" % (size, body)
        yield Case(f"a query of {size} in chunks", (request(BASE + b"sparql", b"POST", line, pieces),), TOO_LONG)
        yield Case(
            f"a PUT of {size}",
            (request(BASE + b"x", b"PUT", b"Content-Length: %d\r\n" % size, body),),
            TOO_LONG | {405},
        )
        too_long = frozenset((414, 431, *TOO_LONG))
        yield Case(f"a URL of {size}", (request(BASE + b"sparql?query=" + body.replace(b" ", b"+")),), too_long)
        yield Case(f"a header of {size}", (request(headers=b"A: " + body + b"\r\n"),), too_long)
        yield Case(f"headers of {size}", (request(headers=b"A: 123\r\n" * (size // 8)),), too_long)
