"""The table of frequent mistakes: what was found, where, and what to write instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from publisher.store.diagnosis.grammar import AGGREGATES, FUNCTIONS
from publisher.store.diagnosis.terminals import UNKNOWN


@dataclass(frozen=True)
class Row:
    """One mistake: it is made where every condition that is not empty holds; each lists words, any of which will do.

    `found` and `before` are the token that cannot follow and the one before it (their text in capitals, or the name
    of their terminal), `after` the next one, `inside` rules that are open there, `expected` terminals that could have
    come. The message may name these three tokens, as `word` the first of them without its sign, and as `call` the
    function or aggregate that is open.
    """

    message: str
    found: str = ""
    before: str = ""
    after: str = ""
    inside: str = ""
    expected: str = ""


TERMS = "VAR IRIREF PNAME NAMESPACE STRING INTEGER NUMBER SIGNED LABEL ANON [ ( NIL true false"
_OPERATORS = "= != < > <= >= && || + - * / IN"
MODIFIERS = "GROUP HAVING ORDER LIMIT OFFSET"
_AGGREGATES = " ".join(AGGREGATES)
_CALLS = " ".join((*FUNCTIONS, *AGGREGATES, "BOUND", "CONCAT", "COALESCE"))
_QUERY = "SELECT ASK CONSTRUCT DESCRIBE"
_PATTERNS = "FILTER OPTIONAL BIND UNION MINUS GRAPH VALUES"
_ENCODED = "'+' stands where a space should: the query is encoded once more than the request needs"
_NO_STEP = "a variable cannot be a step of a path: write a triple for it"
_NEEDS_NAME = "an expression in SELECT needs a name: write AS ?name before this bracket"
_TOO_LATE = "the order is GROUP BY, HAVING, ORDER BY, LIMIT: {found} comes too late here"
_BELONGS_INSIDE = "{found} belongs inside the braces of the pattern: write it before the '}}'"
_UNION = "UNION stands between two groups inside the braces of the pattern: {{ {{ … }} UNION {{ … }} }}"
_LANGUAGE = 'a variable takes no language: write {before} alone and FILTER(lang({before}) = "{word}")'
_DATATYPE = "a variable takes no datatype: write {before} alone and FILTER(datatype({before}) = {after})"
_SLASH = "a '/' in a prefixed name is written \\/: write {before}\\/{after}, or the whole IRI between < and >"
_NO_COMMA = "in {} no comma stands between variables: take it out"
_IN_BRACKETS = "write ({call}(…) AS ?name): an expression in SELECT has brackets and a name"
_SET = "{found} stands before all columns and outside their brackets: write SELECT {found} ?x"
_ONE_VARIABLE = "write (?x AS ?name), or take the brackets off: they are for expressions"
_PARTS = "a condition of several parts stands in brackets: write {}( … )"
_NO_ROWS = "with one variable the values stand without brackets: VALUES ?x {{ 1 2 }}"
_NOT_IN_TEMPLATE = "the template of a CONSTRUCT holds triples alone: {found} belongs in WHERE"
_NO_PATH = "a path cannot stand in the template of a CONSTRUCT: write an IRI or a variable"
TABLE = (
    # aggregates and functions
    Row("AS stands behind the bracket of the aggregate: ({call}(…) AS ?name)", "AS", inside="Aggregate"),
    Row("COUNT needs something to count: write COUNT(*) for solutions, COUNT(?x) for values", "NIL", "COUNT"),
    Row("{before} needs something to work on: write it in the brackets", "NIL", _AGGREGATES),
    Row("DISTINCT stands in the brackets: write {before}(DISTINCT …)", "DISTINCT", _AGGREGATES),
    Row("before SEPARATOR stands ';': (GROUP_CONCAT(?x; SEPARATOR=\", \") AS ?name)", "SEPARATOR", inside="Aggregate"),
    Row("its separator stands behind ';': write ; SEPARATOR = {after}", ",", inside="Aggregate", expected=";"),
    Row("{call} takes one argument", ",", inside="Aggregate", expected=")"),
    Row("a comma is missing between the arguments", TERMS, inside="Function List Arguments", expected=","),
    # SELECT and its columns
    Row(_ENCODED, "+", _QUERY),
    Row(_ENCODED, "+", "*", inside="Select"),
    Row(_NO_COMMA.format("SELECT"), ",", "VAR ) *", inside="Select", expected="VAR FROM"),
    Row("a variable begins with a question mark: write ?{found}", "A", inside="Select", expected="VAR"),
    Row(_SET, "DISTINCT REDUCED", inside="Renamed", before="("),
    Row("SELECT needs variables, or * for all of them", "WHERE {{ FROM END", "SELECT DISTINCT REDUCED"),
    Row("write ({before} AS ?name): an expression with a name stands in brackets", "AS", "VAR", inside="Select"),
    Row(_IN_BRACKETS, _CALLS, inside="Select", expected="VAR"),
    Row(_ONE_VARIABLE, ")", "VAR", inside="Renamed", expected="AS"),
    Row(_NEEDS_NAME, ")", inside="Renamed", expected="AS"),
    Row("a name is given by AS: write AS {found}", "VAR", inside="Renamed Bind Key", expected="AS"),
    Row("BIND gives a name: write AS ?name before this bracket", ")", inside="Bind", expected="AS"),
    Row("a variable begins with a question mark: write ?{found}", UNKNOWN, inside="As"),
    Row("CONSTRUCT takes a template: CONSTRUCT {{ ?s ?p ?o }} WHERE {{ … }}", before="CONSTRUCT"),
    # behind the pattern
    Row(_NO_COMMA.format("ORDER BY"), ",", inside="OrderBy", before="VAR )"),
    Row(_NO_COMMA.format("GROUP BY"), ",", inside="GroupBy", before="VAR )"),
    Row("LIMIT has one number: write LIMIT {after} OFFSET {before}", ",", inside="Limit", after="INTEGER"),
    Row("{before} takes a whole number that is not negative, and no variable", before="LIMIT OFFSET"),
    Row("{before} takes what it sorts by in brackets: write {before}({found})", "VAR", before="DESC ASC"),
    Row("{before} stands before what it sorts by: write {before}(…)", before="DESC ASC"),
    Row("BY is missing: write {before} BY …", before="ORDER GROUP"),
    Row("{found} stands behind the '}}' that closes the pattern", MODIFIERS, inside="Group", expected="}}"),
    Row(_TOO_LATE, MODIFIERS, expected="END }}"),
    Row(_UNION, "UNION", expected=f"{MODIFIERS} END"),
    Row(_BELONGS_INSIDE, _PATTERNS, expected=f"{MODIFIERS} END"),
    Row("a query ends without ';'", ";", expected="END"),
    Row("one query at a time: here a second one begins", f"{_QUERY} PREFIX", expected="END"),
    # before it
    Row("{found} stands before SELECT, ASK, CONSTRUCT or DESCRIBE", "PREFIX BASE"),
    Row("a prefix ends with its colon: write PREFIX name: <…>", "PNAME", "PREFIX"),
    Row("FROM stands before WHERE", "FROM"),
    Row("the pattern stands in braces: write WHERE {{ … }}", before="WHERE"),
    # conditions
    Row("'is equal' is one sign: write = for ==", "=", "="),
    Row("'is not equal' is written != in SPARQL", "<>", expected="!="),
    Row("'<' directly before a name begins an IRI: write a space behind it", "IRIREF", expected="<"),
    Row("a condition stands in brackets: write {before}( … )", "VAR STRING INTEGER NUMBER ! {{ <", "FILTER HAVING"),
    Row("NOT stands before EXISTS and IN only: elsewhere write !( … )", before="NOT"),
    Row("the values of IN stand in brackets: IN (1, 2)", before="IN"),
    Row("{found} is a condition: write FILTER {found} {{ … }}", "EXISTS", expected="FILTER"),
    Row("NOT EXISTS is a condition: write FILTER NOT EXISTS {{ … }}", "NOT", expected="FILTER"),
    Row("{found} is a condition or a value: write FILTER( … ) or BIND( … AS ?name)", _CALLS, expected="FILTER"),
    Row(_PARTS.format("FILTER"), _OPERATORS, inside="Filter", expected="}}"),
    Row(_PARTS.format("HAVING"), _OPERATORS, inside="Having"),
    Row("an expression of several parts stands in brackets", _OPERATORS, inside="OrderBy GroupBy", expected="VAR"),
    Row("a comparison stands in FILTER( … ), a value in BIND( … AS ?name)", "= != < > <= >=", expected="FILTER VAR a"),
    # groups
    Row("what {before} takes stands in braces: {before} {{ … }}", before="OPTIONAL MINUS UNION EXISTS"),
    Row("GRAPH needs a name: write GRAPH ?g {{ … }} or GRAPH <…> {{ … }}", "{{", "GRAPH"),
    Row("UNION stands between two groups in braces: {{ … }} UNION {{ … }}", "UNION"),
    Row("a subquery stands in braces of its own: {{ SELECT … }}", "SELECT", inside="Group", expected="}}"),
    Row(_NOT_IN_TEMPLATE, _PATTERNS, inside="Template"),
    # triples
    Row(_LANGUAGE, "LANGTAG", "VAR"),
    Row(_DATATYPE, "^^", "VAR"),
    Row(_SLASH, "/", "PNAME NAMESPACE", expected="a . UNDEF"),
    Row(_NO_PATH, "/ | ^ * + ? ! (", inside="Template"),
    Row(_NO_STEP, "VAR", "/ | ^ !", expected="^ a"),
    Row(_NO_STEP, "/ | * + ?", "VAR", inside="Triples"),
    Row("SPARQL 1.1 has no {{n}} in paths: write the step that often (p/p)", "{{", after="INTEGER", expected="/"),
    Row("the name of a variable follows its '?' at once", "?", expected="VAR"),
    Row("a text is no predicate: write an IRI, a prefixed name or a variable", "STRING", expected="a"),
    Row("nothing stands between these two dots: take one out", ".", "."),
    Row("an object has to follow ',': take the comma out", ". }} ;", ","),
    # VALUES
    Row("variables stand in brackets: VALUES (?a ?b) {{ (1 2) }}", "VAR", "VAR", inside="Values", expected="{{"),
    Row(_NO_ROWS, "( NIL", inside="Values", expected="UNDEF"),
    Row("VALUES holds data: {found} cannot stand there", "VAR LABEL ANON", inside="Values", expected="UNDEF"),
    Row("each row stands in brackets: VALUES (?a ?b) {{ (1 2) }}", f"{TERMS} UNDEF", inside="Values", expected="NIL"),
    Row("in VALUES no comma stands between values: take it out", ",", inside="Values"),
)  # fmt: skip
# What a word without a mark may be meant for, by the terminal that could stand there.
MEANT: Mapping[str, str] = MappingProxyType(
    {"VAR": "?{word} for a variable", "STRING": '"{word}" for a text', "PNAME": "prefix:{word} or <…> for an IRI"}
)
