"""What people are told of a query that is none: the place, the words, and a caret that stands right."""

import time
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.errors import QueryError
from publisher.formats import RESULTS_CSV, RESULTS_JSON, TURTLE
from publisher.lexer import Kind, tokens
from publisher.namespaces import RDFS, SKOS, XSD, Prefixes
from publisher.store import Query
from publisher.store.diagnosis.excerpt import WIDEST, excerpt, width
from publisher.store.diagnosis.faults import LARGEST, fault
from publisher.store.diagnosis.grammar import grammar
from publisher.store.diagnosis.parsing import parse
from publisher.store.diagnosis.terminals import terminals
from publisher.store.evaluation import Evaluator
from publisher.store.sparql.language import analyse

BASE = "http://site/sparql"
DECLARED = {"ex": "http://site/", "skos": SKOS, "rdfs": RDFS, "xsd": XSD, "dcterms": "http://purl.org/dc/terms/"}
PREFIXES = Prefixes(DECLARED)
MB = 1_000_000
CHARACTER = "is not the sign that SPARQL knows: write"
ENCODED = "encoded once more than the request needs"


def told(text: str) -> QueryError:
    """Return the error that a query ends with."""
    evaluator = Evaluator(pyoxigraph.Store(), PREFIXES, overlaps=False)
    row = TURTLE if "DESCRIBE" in text or "CONSTRUCT" in text else RESULTS_JSON
    with pytest.raises(QueryError) as caught:
        evaluator.respond(Query(text, BASE), row, MB, Path("/nowhere"))
    return caught.value


# Query, line, column, words of the message.
WHOLE = [
    ("", 1, 1, "the query is empty: expected SELECT, ASK, CONSTRUCT or DESCRIBE"),
    (" \r\n ", 1, 1, "the query is empty"),
    ("# why?\n", 1, 7, "holds nothing but comments"),
    ("PREFIX a: <b>", 1, 14, "ends behind its prefixes"),
    ("https://example.org/sparql?query=1", 1, 1, "this is an address and no query"),
    ("<http://example.org/>", 1, 1, "this is an address and no query"),
    ("query=SELECT * {}", 1, 1, "begins with 'query='"),
    ("<html><body>", 1, 1, "this is HTML and no query"),
    ("MATCH (n) RETURN n", 1, 1, "expected SELECT, ASK, CONSTRUCT or DESCRIBE, found 'MATCH'"),
    ("SELCT * { ?s ?p ?o }", 1, 1, "found 'SELCT': did you mean SELECT?"),
    ("PREFIX a: <b>\n CONSRTUCT {} {}", 2, 2, "did you mean CONSTRUCT?"),
    ("@prefix a: <b> .\nASK {}", 1, 1, "this is Turtle: in SPARQL write PREFIX without @"),
    ("PREFIX a: <b> .\nASK {}", 1, 15, "no dot stands behind a prefix"),
    ("PREFIX a <b> ASK {}", 1, 8, "a prefix ends with a colon: write PREFIX a: <…>"),
    ("PREFIX a: http://b/ ASK {}", 1, 11, "stands between < and >: write PREFIX a: <…>"),
    ("PREFIX a: <http://b/ ASK {}", 1, 11, "this IRI is not closed: its '>' is missing"),
    ("PREFIX a:b <http://b/> ASK {}", 1, 8, "a prefix ends with its colon"),
    ("PREFIX a:b c ASK {}", 1, 12, "stands between < and >"),
    ("PREFIX ", 1, 1, "expected a prefix and its namespace"),
    ("BASE a ASK {}", 1, 6, "BASE takes an IRI"),
    ("ASK {} ASK {}", 1, 8, "one query at a time"),
    ("ASK {} PREFIX ex: <b>", 1, 8, "one query at a time"),
    ("ASK { PREFIX a: <b> }", 1, 7, "PREFIX stands before SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ("SELECT * { ?s ?p ?o } LIMIT 1;", 1, 30, "a query ends without ';'"),
    ("SELECT%20*%20%7B%7D", 1, 7, ENCODED),
    ("%53ELECT * {}", 1, 1, ENCODED),
    ("SELECT+*+%7B%7D", 1, 10, ENCODED),
    ("SELECT+*+{ ?s ?p ?o }", 1, 7, ENCODED),
    ("SELECT *+{ ?s ?p ?o }", 1, 9, ENCODED),
    ("ASK { ?s ?p &lt;x> }", 1, 13, "&lt; is HTML's way to write a character"),
    ("ASK { FILTER(1 &amp;&amp; 1) }", 1, 16, "&amp; is HTML's way"),
    ("ASK { FILTER(1 & 1) }", 1, 16, "for 'and' write &&"),
    ("ASK { ` }", 1, 7, "'`' begins nothing in SPARQL"),
    ("ASK {} trailing", 1, 8, "unexpected 'trailing': expected GROUP, HAVING, ORDER, LIMIT, OFFSET, VALUES or the end"),
]
FOREIGN = [
    ("SELECT ?x ｛ ?x ?y ?z ｝", 1, 11, f"'｛' (U+FF5B, fullwidth left curly bracket) {CHARACTER} '{{'"),
    ("SELECT ?x { ?x ?y ?z ｝", 1, 22, f"(U+FF5D, fullwidth right curly bracket) {CHARACTER} '}}'"),
    ("SELECT ?x { ?x ?y ?z｝", 1, 21, f"{CHARACTER} '}}'"),
    ("ASK { ?x a ?y； ex:p 1 }", 1, 14, f"'；' (U+FF1B, fullwidth semicolon) {CHARACTER} ';'"),
    ("ASK { ?x a ?y。 ?x ex:p 1 }", 1, 14, f"'。' (U+3002, ideographic full stop) {CHARACTER} '.'"),
    ("ASK { ?x ex:p 1、2 }", 1, 16, f"{CHARACTER} ','"),
    ("ASK { FILTER（1 > 2） }", 1, 13, f"'（' (U+FF08, fullwidth left parenthesis) {CHARACTER} '('"),
    ("ASK { FILTER(STRLEN(?y） > 3) }", 1, 23, f"{CHARACTER} ')'"),
    ("ASK { FILTER(?y ＞ 3) }", 1, 17, f"{CHARACTER} '>'"),
    ("ASK { FILTER(?y ≧ 3) }", 1, 17, f"{CHARACTER} '>='"),
    ("ASK { ？x ?y ?z }", 1, 7, f"'？' (U+FF1F, fullwidth question mark) {CHARACTER} '?'"),
    ("ASK { ?x ex：p ?z }", 1, 12, f"{CHARACTER} ':'"),
    ("ＳＥＬＥＣＴ * {}", 1, 1, f"'Ｓ' (U+FF33, fullwidth latin capital letter s) {CHARACTER} 'S'"),
    ("ASK { ?x　?y ?z }", 1, 9, "U+3000 (ideographic space) is no space to SPARQL: write an ordinary one"),
    ("ASK { ?x\u00a0?y ?z }", 1, 9, "U+00A0 (no-break space) is no space to SPARQL"),
    ("ASK { ?x\u200b ?y ?z }", 1, 9, "the invisible character U+200B (zero width space) stands here: take it out"),
    ("\ufeffASK { ?x ?y ?z }", 1, 1, "the invisible character U+FEFF"),
    ("ASK { ?x ?y “z” }", 1, 13, f"'“' (U+201C, left double quotation mark) {CHARACTER} '\"'"),
    ("ASK { ?x ?y ‘z’ }", 1, 13, f'{CHARACTER} "\'"'),
    (
        "ASK { ?x ?y 'z’ }",
        1,
        13,
        "this string is not closed: '’' (U+2019, right single quotation mark) does not close it",
    ),
    ("ASK { FILTER(3 – 2) }", 1, 16, f"{CHARACTER} '-'"),
    ("ASK { FILTER(?日本 > ?あ） }", 1, 22, f"{CHARACTER} ')'"),
    ("ASK { \u0001 }", 1, 7, "U+0001 (a control character) begins nothing in SPARQL"),
]
NAMES = [
    ("SELECT ?s\n{ ?s x:y ?o }", 2, 6, 'the prefix "x:" is not declared; write PREFIX x: <…> before the query'),
    ("ASK { ?s skso:broader ?o }", 1, 10, 'the prefix "skso:" is not declared; did you mean skos:?'),
    ("ASK { ?s SKOS:broader ?o }", 1, 10, "did you mean skos:?"),
    ("ASK { ?s foaf:name ?o }", 1, 10, "; write PREFIX foaf: <http://xmlns.com/foaf/0.1/> before the query"),
    ("ASK { ?s schema:name ?o }", 1, 10, "write PREFIX schema: <https://schema.org/>"),
    ("ASK { ?s dct:title ?o }", 1, 10, "this site calls it dcterms:"),
    ("ASK { ?s :p ?o }", 1, 10, 'the prefix ":" is not declared'),
    ("ASK { ?s ?p http://x/y }", 1, 13, "an IRI stands between < and >: <http:…>"),
    ("ASK { ?s ?p <http://x/a b> }", 1, 13, "this IRI holds a space, which no IRI may: write %20"),
    ("ASK { ?s ?p <a b> }", 1, 13, "this IRI holds a space"),
    ("ASK { ?s ?p <http://x|y> }", 1, 13, "this IRI holds '|', which no IRI may: write %7C"),
    ("ASK {\n ?s ?p <http://x/y }", 2, 8, "this IRI is not closed: its '>' is missing"),
    ("ASK FROM <http://[> {}", 1, 10, "is not an IRI"),
    ("ASK { ?s ?p <http://[> }", 1, 13, "<http://[> is not an IRI"),
    ("ASK { ?s ?p <http://x/%zz> }", 1, 13, "<http://x/%zz> is not an IRI"),
    ("ASK { ?s ex:p%zz ?o }", 1, 14, "in a prefixed name write it as \\%"),
    ("ASK { ?s ?p 'open }", 1, 13, "this string is not closed on its line: its closing ' is missing"),
    ('ASK { ?s ?p "two\nlines" }', 1, 13, 'a text of several lines stands between """ and """'),
    ('ASK {\n ?s ?p """two\nlines" }', 2, 8, 'this string is not closed: its closing """ is missing'),
    ("ASK { ?s ?p 'it's' }", 1, 18, "a quote before it was meant as a letter: write \\' there"),
    ('ASK { ?s ?p "a\\qb" }', 1, 13, "\\q is no escape in a string"),
    ('ASK { ?s ?p "\\uD800" }', 1, 13, "\\uD800 in this string is no character"),
    ('ASK { ?s ?p "x"@en_US }', 1, 19, "a language tag with hyphens (@en-US)"),
    ('ASK { ?s ?p "x"@ }', 1, 16, "directly behind a string"),
    ('ASK { ?s ?p "x"@toolonglanguage }', 1, 16, "@toolonglanguage is no language tag"),
    ("ASK { ?s ?p foo }", 1, 13, "unexpected 'foo': write ?foo for a variable, \"foo\" for a text, prefix:foo"),
    ("ASK { ?s foo ?o }", 1, 10, "unexpected 'foo': write ?foo for a variable, prefix:foo"),
    ("ASK { ?s ?p TRUE }", 1, 13, "write true in small letters"),
    ("ASK { FILTER(? > 1) }", 1, 14, "the name of a variable follows its '?' at once"),
    ("SELECT * FROM foo {}", 1, 15, "unexpected 'foo': write prefix:foo or <…> for an IRI"),
    ("DESCRIBE foo", 1, 10, "unexpected 'foo'"),
]
COLUMNS = [
    ("SELECT ?a, ?b { ?a ?b ?c }", 1, 10, "in SELECT no comma stands between variables"),
    ("SELECT a, b { ?a ?b ?c }", 1, 8, "a variable begins with a question mark: write ?a"),
    ("SELECT b { ?a ?b ?c }", 1, 8, "a variable begins with a question mark: write ?b"),
    ("SELECT { ?a ?b ?c }", 1, 8, "SELECT needs variables, or * for all of them"),
    ("SELECT", 1, 7, "SELECT needs variables"),
    ("SELECT TOP 3 ?a { ?a ?b ?c }", 1, 8, "SPARQL has no TOP: write LIMIT"),
    ("SELECT COUNT(?a) { ?a ?b ?c }", 1, 8, "write (COUNT(…) AS ?name)"),
    ("SELECT count(?a) AS ?n { ?a ?b ?c }", 1, 8, "write (COUNT(…) AS ?name)"),
    ("SELECT (COUNT(?a)) { ?a ?b ?c }", 1, 18, "needs a name: write AS ?name before this bracket"),
    ("SELECT (COUNT(?a) ?n) { ?a ?b ?c }", 1, 19, "a name is given by AS: write AS ?n"),
    ("SELECT (COUNT(?a AS ?n)) { ?a ?b ?c }", 1, 18, "AS stands behind the bracket of the aggregate: (COUNT(…) AS"),
    ("SELECT (COUNT() AS ?n) { ?a ?b ?c }", 1, 14, "COUNT needs something to count: write COUNT(*)"),
    ("SELECT (COUNT DISTINCT(?a) AS ?n) { ?a ?b ?c }", 1, 15, "stands in the brackets: write COUNT(DISTINCT …)"),
    ("SELECT (AVG(?a, ?b) AS ?n) { ?a ?b ?c }", 1, 15, "AVG takes one argument"),
    ('SELECT (GROUP_CONCAT(?a, ",") AS ?n) { ?a ?b ?c }', 1, 24, "behind ';': write ; SEPARATOR = \",\""),
    ('SELECT (GROUP_CONCAT(?a SEPARATOR=",") AS ?n) {}', 1, 25, "before SEPARATOR stands ';'"),
    ("SELECT ?a AS ?n { ?a ?b ?c }", 1, 11, "write (?a AS ?name)"),
    ("SELECT (?a AS n) { ?a ?b ?c }", 1, 15, "a variable begins with a question mark: write ?n"),
    ("SELECT (DISTINCT ?a) { ?a ?b ?c }", 1, 9, "outside their brackets: write SELECT DISTINCT ?x"),
    ("SELECT DISTINCT(?a) { ?a ?b ?c }", 1, 19, "or take the brackets off"),
    ("SELECT (1 AS ?n) (2 AS ?n) { ?a ?b ?c }", 1, 24, "?n is selected already: give the expression another name"),
    ("SELECT (1 AS ?a) { ?a ?b ?c }", 1, 14, "?a has its values from the pattern: give the expression another name"),
    ("SELECT (1 AS ?a) { { SELECT (2 AS ?a) {} } }", 1, 14, "?a has its values from the pattern"),
    ("SELECT ?a (COUNT(?c) AS ?n) { ?a ?b ?c }", 1, 8, "?a is neither grouped nor aggregated: write GROUP BY ?a"),
    ("SELECT ?b { ?a ?b ?c } GROUP BY ?a", 1, 8, "?b is neither grouped nor aggregated"),
    ("SELECT (?c + 1 AS ?n) { ?a ?b ?c } GROUP BY ?b", 1, 9, "?c is neither grouped nor aggregated"),
    (
        "SELECT (SUM(?c) AS ?s) (COUNT(?c) AS ?n) (?s/?n AS ?m) { ?a ?b ?c }",
        1,
        43,
        "?s is computed by this SELECT, which cannot use it where it groups: write SUM(?c) again in place of ?s",
    ),
    ("SELECT ?a (COUNT(?b) AS ?n)\n(?n * 2 AS ?m) { ?a ?b ?c } GROUP BY ?a", 2, 2, "write COUNT(?b) again in place"),
    ("SELECT (1 + COUNT(?b) AS ?n) (-?n AS ?m) { ?a ?b ?c }", 1, 32, "write (1 + COUNT(?b)) again in place of ?n"),
    ("SELECT ?a (COUNT(?b) AS ?n) { ?a ?b ?c } GROUP BY ?a HAVING (?n > 1)", 1, 62, "write COUNT(?b) in place of ?n"),
    ("SELECT (?a+1 AS ?n) { ?a ?b ?c } HAVING (1 < ?n)", 1, 46, "which SELECT computes after it: write (?a+1) in"),
    ("SELECT (MAX(?b) AS ?n) { ?a ?b ?c } HAVING (?b > 1)", 1, 45, "?b is neither grouped nor aggregated"),
    ("ASK { { SELECT (MAX(?b) AS ?n) { ?a ?b ?c } HAVING (?n > 1) } }", 1, 53, "HAVING does not know ?n"),
    (
        "SELECT (YEAR(?c) AS ?y) (COUNT(*) AS ?n) { ?a ?b ?c } GROUP BY YEAR(?c)",
        1,
        14,
        "?c is neither grouped nor aggregated: write GROUP BY (YEAR(?c) AS ?y) and SELECT ?y",
    ),
    ("SELECT (STR(?c) AS ?k) { ?a ?b ?c } GROUP BY ?k", 1, 13, "write GROUP BY (STR(?c) AS ?k) and SELECT ?k"),
    ("SELECT (STR(?c) AS ?k) { ?a ?b ?c } GROUP BY ?c ?k", 1, 20, "groups by ?k already: write GROUP BY (STR(?c) AS"),
    ("SELECT (MAX(?c) AS ?k) { ?a ?b ?c } GROUP BY ?k", 1, 20, "?k already: give the expression another name"),
    ("SELECT (?c + COUNT(*) AS ?k) { ?a ?b ?c }", 1, 9, "write GROUP BY ?c, or for any one of its values"),
    ("SELECT ?a { ?a ?b ?c } HAVING (COUNT(?b) > 1)", 1, 8, "?a is neither grouped nor aggregated"),
    ("SELECT ?b {\n { SELECT ?b { ?a ?b ?c } GROUP BY ?a } }", 2, 11, "?b is neither grouped nor aggregated"),
    ("SELECT * { ?a ?b ?c } GROUP BY ?a", 1, 8, "SELECT * cannot stand with GROUP BY or with aggregates"),
    ("SELECT * { ?a ?b ?c } HAVING (COUNT(?b) > 1)", 1, 8, "SELECT * cannot stand with GROUP BY"),
    ("CONSTRUCT * WHERE { ?a ?b ?c }", 1, 11, "CONSTRUCT takes a template"),
    ("CONSTRUCT { ?a ?b ?c FILTER(?c) } { ?a ?b ?c }", 1, 22, "holds triples alone: FILTER belongs in WHERE"),
    ("CONSTRUCT { ?a ex:p/ex:q ?c } { ?a ?b ?c }", 1, 20, "a path cannot stand in the template"),
]
MODIFIERS = [
    ("SELECT * { ?a ?b ?c } LIMIT 3 ORDER BY ?a", 1, 31, "the order is GROUP BY, HAVING, ORDER BY, LIMIT: ORDER"),
    ("SELECT ?a { ?a ?b ?c } ORDER BY ?a GROUP BY ?a", 1, 36, "GROUP comes too late here"),
    ("SELECT * { ?a ?b ?c } LIMIT 3 LIMIT 4", 1, 31, "LIMIT stands here a second time"),
    ("SELECT * { ?a ?b ?c } ORDER BY ?a ORDER BY ?b", 1, 35, "ORDER stands here a second time"),
    ("ASK { { SELECT * { ?a ?b ?c } LIMIT 3 OFFSET 1 LIMIT 4 } }", 1, 48, "LIMIT stands here a second time"),
    ("ASK { { SELECT * { ?a ?b ?c } LIMIT 3 ORDER BY ?a } }", 1, 39, "ORDER comes too late here"),
    ("SELECT * { ?a ?b ?c } FILTER(?c > 1)", 1, 23, "FILTER belongs inside the braces of the pattern"),
    ("SELECT * { ?a ?b ?c }\nLIMIT 3 OPTIONAL { ?a ?c ?d }", 2, 9, "OPTIONAL belongs inside the braces"),
    ("ASK { { SELECT * { ?a ?b ?c } MINUS { ?a ?c ?d } } }", 1, 31, "MINUS belongs inside the braces"),
    ("SELECT * { ?a ?b ?c } UNION { ?a ?c ?d }", 1, 23, "inside the braces of the pattern: { { … } UNION { … } }"),
    ("SELECT ?a { ?a ?b ?c } GROUP BY ?a HAVING ?n > 1", 1, 43, "stands in brackets: write HAVING( … )"),
    ("SELECT * { ?a ?b ?c ORDER BY ?a }", 1, 21, "ORDER stands behind the '}' that closes the pattern"),
    ("SELECT * { ?a ?b ?c } FROM <g>", 1, 23, "FROM stands before WHERE"),
    ("SELECT * { ?a ?b ?c } LIMIT 10, 20", 1, 31, "write LIMIT 20 OFFSET 10"),
    ("SELECT * { ?a ?b ?c } LIMIT -1", 1, 29, "LIMIT takes a whole number that is not negative"),
    ("SELECT * { ?a ?b ?c } OFFSET ?n", 1, 30, "OFFSET takes a whole number"),
    ("SELECT * { ?a ?b ?c } LIMIT", 1, 28, "LIMIT takes a whole number"),
    (
        "SELECT * { ?a ?b ?c } LIMIT 99999999999999999999",
        1,
        29,
        "the number is too large: at most 18446744073709551615",
    ),
    ("SELECT * { ?a ?b ?c } LIMT 3", 1, 23, "unexpected 'LIMT': did you mean LIMIT?"),
    ("SELECT * { ?a ?b ?c } ORDER ?a", 1, 29, "BY is missing: write ORDER BY …"),
    ("SELECT * { ?a ?b ?c } ORDER BY ?a, ?b", 1, 34, "in ORDER BY no comma stands"),
    ("SELECT ?a { ?a ?b ?c } GROUP BY ?a, ?b", 1, 35, "in GROUP BY no comma stands"),
    ("SELECT * { ?a ?b ?c } ORDER BY DESC ?a", 1, 37, "write DESC(?a)"),
    ("SELECT * { ?a ?b ?c } ORDER BY ?a DESC", 1, 39, "DESC stands before what it sorts by"),
    ("SELECT * { ?a ?b ?c } ORDER BY ?a + 1", 1, 35, "an expression of several parts stands in brackets"),
    ("SELECT ?a { ?a ?b ?c } GROUP BY ?a HAVING COUNT(?b) > 1", 1, 53, "write HAVING( … )"),
    ("SELECT * { ?a ?b ?c } BINDINGS ?a { 1 }", 1, 23, "BINDINGS is called VALUES since SPARQL 1.1"),
]
GROUPS = [
    (
        "SELECT *\n{\n ?a ?b ?c",
        3,
        10,
        "ends before it is complete: expected '}' to close the group opened at line 2, column 1",
    ),
    ("ASK { { ?a ?b ?c }\n# { }\n", 1, 19, "expected '}' to close the group opened at line 1, column 5"),
    ("ASK {\n ?a ?b ?c # }\n", 2, 13, "this '}' stands in a comment, which goes from # to the end of its line"),
    ("ASK { ?a ?b (1 2 # all ) of them }\n", 1, 24, "this ')' stands in a comment"),
    ("ASK { ?a ?b ?c } }", 1, 18, "no '{' is open that this '}' could close"),
    ("ASK { ?a ?b ?c ) }", 1, 16, "no '(' is open that this ')' could close"),
    ("ASK { ?a ?b (1 2 }", 1, 18, "or ')' to close the bracket opened at line 1, column 13"),
    ("ASK { ?a ?b [ ex:p 1 }", 1, 22, "or ']' to close the blank node opened at line 1, column 13"),
    ("ASK { FILTER(?a > 1 }", 1, 21, "expected an operator or ')' to close the bracket opened at line 1, column 13"),
    ("ASK WHERE ?a ?b ?c", 1, 11, "the pattern stands in braces: write WHERE { … }"),
    ("ASK ?a ?b ?c", 1, 5, "unexpected '?a': expected FROM, WHERE or '{'"),
    ("ASK WEHRE { ?a ?b ?c }", 1, 5, "did you mean WHERE?"),
    ("ASK { OPTIONAL ?a ?b ?c }", 1, 16, "what OPTIONAL takes stands in braces: OPTIONAL { … }"),
    ("ASK { OPTINAL { ?a ?b ?c } }", 1, 7, "did you mean OPTIONAL?"),
    ("ASK { ?a ?b ?c UNION { ?d ?e ?f } }", 1, 16, "UNION stands between two groups in braces"),
    ("ASK { GRAPH { ?a ?b ?c } }", 1, 13, "GRAPH needs a name"),
    ("ASK { ?a ?b ?c . SELECT ?a { ?a ?b ?c } }", 1, 18, "a subquery stands in braces of its own"),
    ("ASK { ?a ?b ?c NOT EXISTS { ?a ?b ?c } }", 1, 16, "write FILTER NOT EXISTS { … }"),
    ("ASK { ?a ?b ?c EXISTS { ?a ?b ?c } }", 1, 16, "EXISTS is a condition: write FILTER EXISTS { … }"),
    ("ASK { ?a ?b ?c . ?d := 1 }", 1, 21, "':=' is no sign of SPARQL: write BIND(… AS ?name)"),
    ("ASK { ?a ?b ?c . LET(?x) }", 1, 18, "SPARQL has no LET: write BIND(… AS ?name)"),
    ("ASK { BIND(1 ?x) }", 1, 14, "a name is given by AS: write AS ?x"),
    ("ASK { BIND(1) }", 1, 13, "BIND gives a name"),
    ("ASK { ?a ?b ?c BIND(1 AS ?c) }", 1, 26, "?c has values in this group already"),
    ("ASK { { ?a ?b ?c } BIND(1 AS ?c) }", 1, 30, "?c has values in this group already"),
    ("ASK { { _:x ?b ?c } { _:x ?b ?c } }", 1, 23, "_:x is used in another group already"),
    ("ASK { _:x ?b ?c OPTIONAL { ?c ?d ?e } _:x ?d ?e }", 1, 39, "_:x is used in another group already"),
]
TRIPLES = [
    ("ASK { ?a ?b ?c@en-GB }", 1, 15, 'no language: write ?c alone and FILTER(lang(?c) = "en-GB")'),
    ("ASK { ?a ?b ?c^^xsd:date }", 1, 15, "no datatype: write ?c alone and FILTER(datatype(?c) = xsd:date)"),
    (
        "ASK { ex:a/b ?b ?c }",
        1,
        11,
        "in a prefixed name is written \\/: write ex:a\\/b, or the whole IRI",
    ),
    ("ASK { ?a ?b ex:a/b }", 1, 17, "write ex:a\\/b, or the whole IRI"),
    ("ASK { VALUES ?a { ex:a/b } }", 1, 23, "write ex:a\\/b, or the whole IRI"),
    ("CONSTRUCT { ex:a/b ?b ?c } { ?a ?b ?c }", 1, 17, "write ex:a\\/b, or the whole IRI"),
    ("ASK { ?a ?b ?c ?d ?e ?f }", 1, 16, "the triple before it is complete ('.' stands between triples"),
    ("ASK {\n ?a ?b ?c\n ex:d ex:e 1 }", 3, 2, "unexpected 'ex:d': the triple before it is complete"),
    ("ASK { ?a ?b ?c , }", 1, 18, "an object has to follow ',': take the comma out"),
    ("ASK { ?a ?b ?c . . }", 1, 18, "nothing stands between these two dots"),
    ("ASK { ?a ?b }", 1, 13, "unexpected '}': expected an object"),
    ("ASK { ?a }", 1, 10, "unexpected '}': expected a predicate"),
    ("ASK { ?a = ?b }", 1, 10, "a comparison stands in FILTER( … ), a value in BIND( … AS ?name)"),
    ("ASK { ?a ?b ?c . ?a > 3 }", 1, 21, "a comparison stands in FILTER( … )"),
    ("ASK { ?a is ex:b }", 1, 10, "SPARQL has no IS: write 'a' before a class"),
    ("ASK { ?a 'é日本' ?c }", 1, 10, "a text is no predicate"),
    ("ASK { ?a ex:p/?b ?c }", 1, 15, "a variable cannot be a step of a path"),
    ("ASK { ?a ?p/ex:q ?c }", 1, 12, "a variable cannot be a step of a path"),
    ("ASK { ?a ex:p{2} ?c }", 1, 14, "SPARQL 1.1 has no {n} in paths"),
    ("ASK { VALUES ?a ?b { 1 } }", 1, 17, "variables stand in brackets: VALUES (?a ?b) { (1 2) }"),
    ("ASK { VALUES ?a { (1) } }", 1, 19, "with one variable the values stand without brackets"),
    ("ASK { VALUES ?a { ?b } }", 1, 19, "VALUES holds data: ?b cannot stand there"),
    ("ASK { VALUES ?a { 1, 2 } }", 1, 20, "in VALUES no comma stands"),
    ("ASK { VALUES (?a) { 1 } }", 1, 21, "each row stands in brackets"),
    ("ASK { VALUES (?a ?b) { (1 2)\n(1) } }", 2, 1, "this row has 1 value for 2 variables"),
    ("ASK { VALUES (?a ?a) { (1 2) } }", 1, 18, "?a stands twice in VALUES"),
]
CONDITIONS = [
    ("ASK { ?a ?b ?c . FLITER(?c > 1) }", 1, 18, "unexpected 'FLITER': did you mean FILTER?"),
    ("ASK { ?a ?b ?c . FIL }", 1, 18, "unexpected 'FIL': did you mean FILTER?"),
    ("SELECT count(*) { ?a ?b ?c }", 1, 8, "write (COUNT(…) AS ?name)"),
    ("CONSTRUCT { GRAPH ?g { ?a ?b ?c } } { ?a ?b ?c }", 1, 13, "holds triples alone: GRAPH belongs in WHERE"),
    ("ASK { FILTER ?a = 1 }", 1, 14, "a condition stands in brackets: write FILTER( … )"),
    ("ASK { FILTER STRLEN(?a) > 1 }", 1, 25, "a condition of several parts stands in brackets"),
    ("ASK { ?a ?b ?c . CONTAINS(?c, 'x') }", 1, 18, "CONTAINS is a condition or a value: write FILTER( … )"),
    ("ASK { FILTER(?a == 1) }", 1, 18, "'is equal' is one sign: write = for =="),
    ("ASK { FILTER(?a <> 1) }", 1, 17, "'is not equal' is written != in SPARQL"),
    ("ASK { FILTER(?a<?b&&?c>?d) . FOO }", 1, 16, "begins an IRI: write a space behind it"),
    ("ASK { FILTER(?a LIKE 'x%') }", 1, 17, "SPARQL has no LIKE"),
    ("ASK { FILTER(?a = 1 AND ?b = 2) }", 1, 21, "for 'and' write &&"),
    ("ASK { FILTER(?a = 1 or ?b = 2) }", 1, 21, "for 'or' write ||"),
    ("ASK { FILTER(?a IN 1) }", 1, 20, "the values of IN stand in brackets"),
    ("ASK { FILTER(NOT CONTAINS(?a, 'x')) }", 1, 18, "NOT stands before EXISTS and IN only"),
    ("ASK { FILTER NOT EXIST { ?a ?b ?c } }", 1, 18, "did you mean EXISTS?"),
    ("ASK { FILTER(LANG(?a) = en) }", 1, 25, '"en" for a text'),
    ("ASK { FILTER(foo(?a)) }", 1, 14, "'foo' is no function of SPARQL"),
    ("ASK { FILTER(CONTIANS(?a, 'x')) }", 1, 14, "did you mean CONTAINS?"),
    ("ASK { FILTER(LENGTH(?a) > 1) }", 1, 14, "the length of a text is STRLEN(…)"),
    ("ASK { FILTER(STRLEN(?a, ?b) > 1) }", 1, 23, "STRLEN takes 1 argument"),
    ("ASK { FILTER(SUBSTR(?a) = 'x') }", 1, 23, "SUBSTR takes 2 to 3 arguments"),
    ("ASK { FILTER(NOW(?a)) }", 1, 17, "NOW takes no argument"),
    ("ASK { FILTER(CONTAINS(?a 'x')) }", 1, 26, "a comma is missing between the arguments"),
    ("ASK { FILTER(STRLEN(?a), 1) }", 1, 24, "unexpected ',': expected an operator or ')'"),
    ("ASK { FILTER(ex:f(?a)) }", 1, 14, "ex:f is no function that is known here"),
    ("ASK { FILTER(xsd:integer(?a, ?b)) }", 1, 14, "xsd:integer takes 1 argument"),
    ("SELECT (ex:f(DISTINCT ?a) AS ?n) {}", 1, 14, "DISTINCT stands in aggregates only"),
    ("ASK { FILTER(COUNT(?a) > 1) }", 1, 14, "COUNT cannot stand in FILTER; to keep groups by it write HAVING"),
    ("ASK { BIND(MAX(?a) AS ?b) }", 1, 12, "MAX cannot stand in BIND; write it in SELECT: (MAX(…) AS ?name)"),
    ("ASK { ?a ?b ?c } GROUP BY (SUM(?a) AS ?b)", 1, 28, "SUM cannot stand in GROUP BY"),
]
ESCAPED = [
    ("SELECT ?\\u0061 { ?\\u0061 ?b ?c . foo }", 1, 34, "unexpected 'foo'"),
    ("SELECT ?x { # SERVICE\n ?x ex:service ?y . foo }", 2, 21, "unexpected 'foo'"),
    ("ASK {\r\n\t?a ?b }", 2, 8, "expected an object"),
    ("ASK {\n'\ud800' }", 2, 2, "U+D800"),
]
TABLE = [*WHOLE, *FOREIGN, *NAMES, *COLUMNS, *MODIFIERS, *GROUPS, *TRIPLES, *CONDITIONS, *ESCAPED]


@pytest.mark.parametrize(("text", "line", "column", "words"), TABLE)
def test_a_mistake_is_told_at_its_place_in_words_of_sparql(text: str, line: int, column: int, words: str) -> None:
    error = told(text)
    assert words in str(error)
    assert (error.line, error.column) == (line, column)


@pytest.mark.parametrize("text", [row[0] for row in TABLE if not row[0].isspace()])
def test_every_message_is_one_printable_line_without_the_words_of_the_engine(text: str) -> None:
    message = str(told(text))
    assert message.isprintable()
    assert len(message) < 300
    assert "[_]" not in message


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s ?s { ?s ?p ?o ; }",
        "SELECT ?s (COUNT(*) AS ?n) (1 AS ?m) { ?s ?p ?o } GROUP BY ?s ORDER BY ?n LIMIT 3",
        "SELECT (1 AS ?n) (?n + 1 AS ?m) { ?s ?p ?o } ORDER BY ?m",
        "SELECT (STR(?x) AS ?y) { ?s ?p ?o } GROUP BY (STR(?s) AS ?x)",
        "ASK { FILTER(?a != 1 && ?b < 2) ?日本 ?ＡＢ 'ー' . }",
        "SELECT ?s { _:x ?p ?s . FILTER(?s > 1) _:x ?q ?s . { BIND(1 AS ?s) } MINUS { _:y ?z 1 } } ORDERBY ?s",
        "ASK { <<( <a> <b> 1 )>> ?p ?o . << <a> <b> 2 ~ <r> >> ?p 3 {| ex:p 4 |} }",
    ],
)
def test_what_is_right_has_no_fault(text: str) -> None:
    query = analyse(text, DECLARED, BASE)
    parsed = parse(terminals(query.tokens))
    assert parsed.at is None
    assert str(fault(query, SyntaxError("error at 1:1: expected x"))) == "this is not SPARQL 1.1"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?a { VALUES ?a { 1 2 } } HAVING (?a > 1)",
        "SELECT (COUNT(*) AS ?n) { VALUES ?a { 1 2 } } GROUP BY (?a AS ?k) HAVING (?k > 1)",
        "SELECT (COUNT(?b) AS ?a) { VALUES ?b { 1 2 } } GROUP BY ?b HAVING (COUNT(?b) > 0 && ?b > 1 && !BOUND(?x))",
        "SELECT (1 AS ?n) { VALUES ?a { 1 } } HAVING (NOT EXISTS { ?n ?a ?a })",
    ],
)
def test_a_having_of_what_it_knows_is_answered(text: str) -> None:
    evaluator = Evaluator(pyoxigraph.Store(), PREFIXES, overlaps=False)
    assert evaluator.respond(Query(text, BASE), RESULTS_CSV, MB, Path("/nowhere")).held().count(b"\r\n") == 2


def test_each_rule_of_the_grammar_is_told_by_one_terminal() -> None:
    known = grammar()
    first = {name: frozenset(row) for name, row in known.table.items()}
    for name, alternatives in known.rules.items():
        found: list[str] = []
        for production in alternatives:
            for symbol in production:
                found += first.get(symbol, {symbol})
                if symbol not in known.nullable:
                    break
        assert len(found) == len(set(found)), name


PIECES = sorted({token.text for row in TABLE for token in tokens(row[0]) if token.kind is not Kind.ERROR and row[0]})
GOOD = (
    "SELECT ?s ( COUNT ( * ) AS ?n ) { ?s a ex:T ; ex:p / ^ ex:q * ?o , 'x' @en . FILTER ( ?o > 1 ) } GROUP BY ?s",
    "CONSTRUCT { ?s ex:p [ ex:q ( 1 2 ) ] } FROM <g> WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } LIMIT 3",
    "ASK { VALUES ( ?a ?b ) { ( 1 UNDEF ) } OPTIONAL { ?a ?b ?c } BIND ( IF ( ?a IN ( 1 ) , 2 , 3 ) AS ?z ) }",
    "DESCRIBE ?x <y> { SELECT ?x { ?x ?y ?z MINUS { ?z ?y ?x } } ORDER BY DESC ( ?x ) }",
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from(GOOD), st.integers(0, 60), st.one_of(st.none(), st.sampled_from(PIECES)), st.booleans())
def test_what_the_engine_takes_the_grammar_takes(good: str, at: int, piece: str | None, replaces: bool) -> None:
    words = good.split()
    at %= len(words)
    words[at : at + (replaces or piece is None)] = [] if piece is None else [piece]
    text = " ".join(words)
    try:
        query = analyse(text, DECLARED, BASE)
        pyoxigraph.Store().query(text, base_iri=BASE, prefixes=DECLARED)
    except (QueryError, SyntaxError, RuntimeError):
        return
    assert parse(terminals(query.tokens)).at is None, text


DEEP = 10_000
HOSTILE = {
    "groups": "ASK " + "{" * DEEP,
    "brackets": "ASK { FILTER " + "(" * DEEP,
    "lists": "ASK { ?a ?b " + "( " * DEEP,
    "closed groups": "SELECT ?x " + "{ ?a ?b ?c " * DEEP + "}" * DEEP + " GROUP BY ?y",
    "subqueries": "SELECT ?x {" + "{ SELECT ?a ?b {" * DEEP + "}}" * DEEP + "} GROUP BY ?y",
    "columns": "SELECT " + "".join(f"(1 AS ?x{n}) " for n in range(DEEP)) + "?a { ?a ?b ?c } GROUP BY ?b",
    "rows": "ASK { VALUES (?a ?b) {" + "(1 2) " * DEEP + "(3) } }",
    "triples": "ASK { " + "?a ?b 'x' . " * DEEP + "FOO }",
    "unclosed IRIs": "ASK { ?a ?b " + "<a " * DEEP,
    "Japanese": "ASK { ?a ?b ?c " + "ー" * DEEP + "（" * DEEP + " }",
    "one word": "ASK { " + "SELECT" * DEEP + " }",
    "a number": "ASK { ?a ?b ?c } LIMIT " + "9" * DEEP,
    "prefixes": "".join(f"PREFIX p{n}: <a:> " for n in range(DEEP)) + "ASK { ?a pp:b ?c }",
    "a prefix": "ASK { ?a " + "p" * DEEP + ":b ?c }",
    "a variable": "SELECT (1 AS ?" + "v" * DEEP + ") { ?" + "v" * DEEP + " ?b ?c }",
    "a function": "ASK { FILTER(" + "f" * DEEP + "(1)) }",
    "a string": "ASK { ?a ?b '" + "x" * DEEP + "' 'y' }",
    "an IRI": "ASK FROM <http://[" + "x" * DEEP + "> {}",
    "quotes": "ASK { ?a ?b '" + "”" * DEEP,
    "marks": "ASK { ?a" + "\u0301" * DEEP + " }",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_faults_take_linear_time_without_recursion(kind: str) -> None:
    begun = time.process_time()
    try:
        query = analyse(HOSTILE[kind], DECLARED, BASE)
        error = fault(query, SyntaxError("error at 1:1: expected x"))
    except QueryError as raised:
        error = raised
    assert 0 < len(str(error)) < 500
    assert len(excerpt(HOSTILE[kind], error.line or 0, error.column or 0).text) < 1000
    # The slowest takes 0.3 s on a quiet machine; anything quadratic takes minutes.
    assert time.process_time() - begun < 10


def test_a_very_long_query_has_the_place_of_the_engine() -> None:
    query = analyse("ASK { ?a ?b 'x' }" + " " * LARGEST + "x", DECLARED, BASE)
    error = fault(query, SyntaxError("error at 2:3: expected one of Word of the engine, [_]"))
    assert (str(error), error.line, error.column) == ("Word of the engine", 2, 3)


@pytest.mark.parametrize(
    ("text", "line", "column", "shown"),
    [
        ("ASK { x }", 1, 7, "ASK { x }\n      ^"),
        ("ASK {\n  x }", 2, 3, "  x }\n  ^"),
        ("ASK { FILTER(?name > 1", 1, 14, "ASK { FILTER(?name > 1\n             ^^^^^"),
        ("ASK { ?a ?b 'two words' ?c }", 1, 13, "ASK { ?a ?b 'two words' ?c }\n            ^^^^^^^^^^^"),
        ("ASK { ?a '特許' }", 1, 10, "ASK { ?a '特許' }\n         ^^^^^^"),
        ("ASK { ?a ?b （1 }", 1, 13, "ASK { ?a ?b （1 }\n            ^^"),
        ("ASK {\r\n\tx }\r\n", 2, 2, " x }\n ^"),
        ("ASK { '特許庁' x }", 1, 13, "ASK { '特許庁' x }\n               ^"),
        ("ASK { 'か\u3099' x }", 1, 12, "ASK { 'か\u3099' x }\n           ^"),
        ("ASK { 'ｶﾞ' x }", 1, 12, "ASK { 'ｶﾞ' x }\n           ^"),
        ("ASK { か\u3099 }", 1, 8, "ASK { か\u3099 }\n      ^^"),
        ("ASK {", 1, 6, "ASK {\n     ^"),
        ("ASK {\n", 2, 1, "\n^"),
        ("", 1, 1, "\n^"),
        ("ASK\x1b[31m {\u202e x", 1, 13, "ASK [31m { x\n           ^"),
        ("ASK { \ud800 }", 1, 7, "ASK {   }\n      ^"),
    ],
)
def test_carets_stand_under_the_word_at_a_place(text: str, line: int, column: int, shown: str) -> None:
    assert excerpt(text, line, column).text == shown


@pytest.mark.parametrize("letter", ["x", "日", "e\u0301"])
@pytest.mark.parametrize("at", [0, 1, 49, 50, 500, 950, 998, 999])
def test_a_long_line_is_shown_around_the_place(letter: str, at: int) -> None:
    before, after = letter * at, letter * (999 - at)
    line, caret = excerpt(f"one\n{before}!{after}\nthree", 2, len(before) + 1).text.split("\n")
    assert width(line) <= WIDEST
    assert width(line) > WIDEST - 5
    shown = line.split("!")
    assert width(shown[0]) == len(caret) - 1
    assert (shown[0] == before) or (shown[0][0] == "…" and before.endswith(shown[0][1:]))
    assert (shown[1] == after) or (shown[1][-1] == "…" and after.startswith(shown[1][:-1]))
    if 100 < at < 900:
        assert abs(width(shown[0]) - width(shown[1])) < 5


def test_combining_letters_without_end_are_cut() -> None:
    shown = excerpt("x" + "\u0301" * 100_000 + "y", 1, 100_002)
    assert len(shown.text) < 2000
    assert shown.place == "y"
