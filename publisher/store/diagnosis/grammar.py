"""The grammar of SPARQL queries as a table, and what a parser needs of it: which rule goes on with which terminal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

# Names of functions, fewest and most arguments (SPARQL 1.1, section 19.8, rule 121, and those of SPARQL 1.2).
FUNCTIONS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        name: arity
        for names, arity in (
            ("RAND NOW UUID STRUUID", (0, 0)),
            ("BNODE", (0, 1)),
            ("STR LANG DATATYPE IRI URI ABS CEIL FLOOR ROUND STRLEN UCASE LCASE ENCODE_FOR_URI", (1, 1)),
            ("YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ MD5 SHA1 SHA256 SHA384 SHA512", (1, 1)),
            ("ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC ISTRIPLE", (1, 1)),
            ("LANGDIR HASLANG HASLANGDIR SUBJECT PREDICATE OBJECT", (1, 1)),
            ("ADJUST", (1, 2)),
            ("LANGMATCHES CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLANG STRDT SAMETERM", (2, 2)),
            ("SUBSTR REGEX", (2, 3)),
            ("IF STRLANGDIR TRIPLE", (3, 3)),
            ("REPLACE", (3, 4)),
        )
        for name in names.split()
    }
)
AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
END = "END"  # of the text

# Terminals are in quotes or in capitals (`terminals.py` makes them of tokens); rules end with their line.
_RULES = """
Query = Prologue ( SelectQuery | ConstructQuery | DescribeQuery | AskQuery ) Values? END
Prologue = ( "BASE" IRIREF | "PREFIX" NAMESPACE IRIREF | "VERSION" STRING )*
SelectQuery = Select Dataset* Where Modifiers
SubSelect = Select Where Modifiers Values?
Select = "SELECT" ( "DISTINCT" | "REDUCED" )? ( "*" | Item+ )
Item = VAR | Renamed
Renamed = "(" Expression As ")"
As = "AS" VAR
ConstructQuery = "CONSTRUCT" ( Template Dataset* Where Modifiers | Dataset* "WHERE" Template Modifiers )
Template = "{" TBlock? "}"
TBlock = TTriples ( "." TBlock? )?
DescribeQuery = "DESCRIBE" ( Target+ | "*" ) Dataset* Where? Modifiers
Target = VAR | Iri
AskQuery = "ASK" Dataset* Where Modifiers
Dataset = "FROM" ( Iri | "NAMED" Iri )
Where = "WHERE"? Group
Modifiers = GroupBy? Having? OrderBy? Slice?
GroupBy = "GROUP" "BY" Key+
Key = BuiltIn | Call | "(" Expression As? ")" | VAR
Having = "HAVING" Constraint+
OrderBy = "ORDER" "BY" Order+
Order = ( "ASC" | "DESC" ) Bracketed | Constraint | VAR
Slice = Limit Offset? | Offset Limit?
Limit = "LIMIT" INTEGER
Offset = "OFFSET" INTEGER
Group = "{" ( SubSelect | Pattern ) "}"
Pattern = Block? ( NotTriples "."? Block? )*
Block = Triples ( "." Block? )?
NotTriples = Union | Optional | Minus | Graph | Filter | Bind | Values | Lateral
Union = Group ( "UNION" Group )*
Optional = "OPTIONAL" Group
Minus = "MINUS" Group
Graph = "GRAPH" Target Group
Lateral = "LATERAL" Group
Filter = "FILTER" Constraint
Bind = "BIND" "(" Expression As ")"
Values = "VALUES" ( VAR "{" Value* "}" | Columns "{" Row* "}" )
Columns = NIL | "(" VAR* ")"
Row = NIL | "(" Value* ")"
Value = Iri | Literal | TripleTerm | "UNDEF"
Constraint = Bracketed | BuiltIn | Call
Call = Iri Arguments
Arguments = NIL | "(" "DISTINCT"? Expression ( "," Expression )* ")"
List = NIL | "(" Expression ( "," Expression )* ")"
Verb = VAR | Path
Path = Sequence ( "|" Sequence )*
Sequence = Step ( "/" Step )*
Step = "^"? Primitive Times?
Times = "?" | "*" | "+"
Primitive = Iri | "a" | "!" Negated | "(" Path ")"
Negated = One | "(" ( One ( "|" One )* )? ")" | NIL
One = Iri | "a" | "^" ( Iri | "a" )
TVerb = VAR | Iri | "a"
Term = VAR | Iri | Literal | TripleTerm | LABEL | ANON | NIL
Iri = IRIREF | PNAME | NAMESPACE
Literal = STRING ( LANGTAG | "^^" Iri )? | INTEGER | NUMBER | SIGNED | "true" | "false"
TripleTerm = "<<(" Term TVerb Term ")>>"
Reified = "<<" ( Term | Reified ) TVerb ( Term | Reified ) Reifier? ">>"
Reifier = "~" ( VAR | Iri | LABEL | ANON )?
Expression = And ( "||" And )*
And = Relation ( "&&" Relation )*
Relation = Sum Comparison?
Comparison = ( "=" | "!=" | "<" | ">" | "<=" | ">=" ) Sum | "IN" List | "NOT" "IN" List
Sum = Product ( "+" Product | "-" Product | SIGNED ( "*" Unary | "/" Unary )* )*
Product = Unary ( "*" Unary | "/" Unary )*
Unary = "!" Unary | "+" Primary | "-" Primary | Primary
Primary = Bracketed | BuiltIn | Iri Arguments? | Literal | VAR | TripleTerm
Bracketed = "(" Expression ")"
BuiltIn = Function | Bound | Aggregate | Exists
Bound = "BOUND" "(" VAR ")"
Exists = "EXISTS" Group | "NOT" "EXISTS" Group
Aggregate = Counted | Concatenated | Simple "(" "DISTINCT"? Expression ")"
Counted = "COUNT" "(" "DISTINCT"? ( "*" | Expression ) ")"
Concatenated = "GROUP_CONCAT" "(" "DISTINCT"? Expression Separator? ")"
Separator = ";" "SEPARATOR" "=" STRING
"""
# Triples of a pattern may have paths for verbs, those of a template (T) may not.
_TRIPLES = """
{t}Triples = Term {t}Properties | {t}Node {t}Properties? | Reified {t}Properties?
{t}Properties = {t}Verb {t}Objects ( ";" ( {t}Verb {t}Objects )? )*
{t}Objects = {t}Object ( "," {t}Object )*
{t}Object = {t}GraphNode ( Reifier | "{{|" {t}Properties "|}}" )*
{t}GraphNode = Term | {t}Node | Reified
{t}Node = {t}Collection | {t}Anonymous
{t}Collection = "(" {t}GraphNode+ ")"
{t}Anonymous = "[" {t}Properties "]"
"""
_SYMBOL = re.compile(r'"[^"]+"|\w+|[()|?*+]')

Production = tuple[str, ...]


@dataclass(frozen=True)
class Grammar:
    """Rules by name, each with its alternatives; what each alternative can begin with; what may be empty."""

    rules: Mapping[str, tuple[Production, ...]]
    table: Mapping[str, Mapping[str, Production]]
    nullable: frozenset[str]
    keywords: frozenset[str]


@cache
def grammar() -> Grammar:
    """Return the grammar of SPARQL queries; every alternative is told by one terminal ahead (LL(1))."""
    text = _RULES + _TRIPLES.format(t="") + _TRIPLES.format(t="T") + _functions()
    rules = _Rules()
    for line in text.strip().splitlines():
        name, _, body = line.partition(" = ")
        rules.add(name, body)
    nullable = _nullable(rules.made)
    first = _first(rules.made, nullable)
    table = {
        name: {terminal: one for one in alternatives for terminal in _begins(one, first, nullable)}
        for name, alternatives in rules.made.items()
    }
    keywords = frozenset(word for word in rules.quoted if word[0].isalpha() and word.isupper())
    return Grammar(MappingProxyType(rules.made), MappingProxyType(table), nullable, keywords)


def _functions() -> str:
    """Return the rules of functions and of the aggregates that are all alike."""
    calls = [f'"{name}" Arguments{fewest}to{most}' for name, (fewest, most) in FUNCTIONS.items()]
    lines = [f'Function = {" | ".join(calls)} | "CONCAT" List | "COALESCE" List']
    for fewest, most in dict.fromkeys(FUNCTIONS.values()):
        needed = max(fewest, 1)
        given = ' "," '.join(["Expression"] * needed) + ' ( "," Expression )?' * (most - needed)
        either = [*(["NIL"] if fewest == 0 else []), *([f'"(" {given} ")"'] if most else [])]
        lines.append(f"Arguments{fewest}to{most} = {' | '.join(either)}")
    simple = " | ".join(f'"{name}"' for name in AGGREGATES if name not in ("COUNT", "GROUP_CONCAT"))
    return "\n".join([*lines, f"Simple = {simple}"])


class _Rules:
    """Rules without the signs for options and repetitions: each of these becomes a rule of its own."""

    def __init__(self) -> None:
        self.made: dict[str, tuple[Production, ...]] = {}
        self.quoted: set[str] = set()
        self._name = ""
        self._symbols: list[str] = []

    def add(self, name: str, body: str) -> None:
        """Add one rule."""
        self._name, self._symbols = name, _SYMBOL.findall(body)[::-1]
        self.made[name] = ()  # stands before its own parts
        self.made[name] = self._alternatives()

    def _alternatives(self) -> tuple[Production, ...]:
        found = [self._sequence()]
        while self._symbols and self._symbols[-1] == "|":
            self._symbols.pop()
            found.append(self._sequence())
        return tuple(found)

    def _sequence(self) -> Production:
        made: list[str] = []
        while self._symbols and self._symbols[-1] not in ("|", ")"):
            made += self._repeated(self._item())
        return tuple(made)

    def _item(self) -> str:
        symbol = self._symbols.pop()
        if symbol == "(":
            inner = self._alternatives()
            self._symbols.pop()
            return self._part(inner)
        if symbol[0] == '"':
            self.quoted.add(symbol[1:-1])
        return symbol.strip('"')

    def _repeated(self, item: str) -> Production:
        sign = self._symbols[-1] if self._symbols else ""
        if sign not in ("?", "*", "+"):
            return (item,)
        self._symbols.pop()
        if sign == "?":
            return (self._part(((item,), ())),)
        many = f"{self._name}.{len(self.made)}"
        self.made[many] = ((item, many), ())
        return (item, many) if sign == "+" else (many,)

    def _part(self, alternatives: tuple[Production, ...]) -> str:
        name = f"{self._name}.{len(self.made)}"
        self.made[name] = alternatives
        return name


def _nullable(rules: Mapping[str, tuple[Production, ...]]) -> frozenset[str]:
    found: set[str] = set()
    while True:
        more = {name for name, found_in in rules.items() if any(found.issuperset(one) for one in found_in)}
        if more == found:
            return frozenset(found)
        found = more


def _first(rules: Mapping[str, tuple[Production, ...]], nullable: frozenset[str]) -> Mapping[str, set[str]]:
    first: dict[str, set[str]] = {name: set() for name in rules}
    changed = True
    while changed:
        changed = False
        for name, alternatives in rules.items():
            begins = {terminal for one in alternatives for terminal in _begins(one, first, nullable)}
            changed = changed or begins != first[name]
            first[name] = begins
    return first


def _begins(production: Production, first: Mapping[str, set[str]], nullable: frozenset[str]) -> set[str]:
    found: set[str] = set()
    for symbol in production:
        found |= first.get(symbol, {symbol})
        if symbol not in nullable:
            break
    return found
