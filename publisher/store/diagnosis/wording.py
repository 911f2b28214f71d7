"""What could stand at a place, in words of SPARQL."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from publisher.store.diagnosis.parsing import Parsed

# What rules are called; those of their parts (`Objects.42`) go by the name before the dot, with a colon.
_RULES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("Triples", "TTriples"), "a triple"),
        **dict.fromkeys(("Verb", "TVerb"), "a predicate"),
        **dict.fromkeys(("Object", "TObject"), "an object"),
        **dict.fromkeys(("GraphNode", "TGraphNode", "Term"), "a term (a variable, an IRI, a text or a number)"),
        **dict.fromkeys(("Expression", "And", "Relation", "Sum", "Product", "Unary", "Primary"), "an expression"),
        **dict.fromkeys(("Expression:", "And:", "Comparison", "Sum:", "Product:"), "an operator"),
        **dict.fromkeys(("Primitive", "Step", "Sequence", "Path", "Negated", "One"), "a predicate"),
        # What may always follow here, and is seldom what was meant.
        **dict.fromkeys(("Path:", "Sequence:", "Times", "Reifier", "Object:", "TObject:", "Literal:", "Arguments"), ""),
        "Reifier:": "",
        "Iri": "an IRI",
        "Literal": "a text or a number",
        "TripleTerm": "",
        "Group": "'{'",
        "Template": "'{'",
        "NotTriples": "FILTER, OPTIONAL, BIND or another keyword of patterns",
        "Constraint": "a condition in brackets or a function",
        "Bracketed": "'('",
        "BuiltIn": "a function",
        "Call": "",
        "Renamed": "(expression AS ?name)",
        "Value": "a value (an IRI, a text, a number or UNDEF)",
        "List": "a list in brackets",
    }
)
_TERMINALS: Mapping[str, str] = MappingProxyType(
    {
        "VAR": "a variable",
        "IRIREF": "an IRI in < >",
        "PNAME": "a prefixed name",
        "NAMESPACE": "a prefix with its colon",
        "STRING": "a text in quotes",
        "LANGTAG": "a language tag",
        "INTEGER": "a whole number",
        "NIL": "'()'",
        "END": "the end of the query",
    }
)
_CLOSED_BY: Mapping[str, str] = MappingProxyType({"{": "}", "(": ")", "[": "]", "<<": ">>", "<<(": ")>>", "{|": "|}"})
_WHAT: Mapping[str, str] = MappingProxyType({"{": "group", "(": "bracket", "[": "blank node"})
MOST = 7  # phrases of one message


def expected(parsed: Parsed, where: Callable[[int], str]) -> str:
    """Return what could stand where parsing ended; `where` gives the place of a token in words."""
    closing = closer(parsed)
    if closing is not None and parsed.at == len(parsed.terminals) - 1:
        return _to_close(parsed, where)  # at the end of the text nothing else is missed
    phrases = [phrase for symbol in parsed.symbols() for phrase in _phrases(parsed, symbol) if phrase]
    if closing is not None:
        quoted = _quoted(closing)
        phrases = [_to_close(parsed, where) if phrase == quoted else phrase for phrase in phrases]
    told = list(dict.fromkeys(phrases))
    if len(told) > MOST:
        told = [*told[: MOST - 2], "…", told[-1]]
    return ", ".join(told[:-1]) + " or " + told[-1] if len(told) > 1 else "".join(told)


def closer(parsed: Parsed) -> str | None:
    """Return the sign that closes the innermost open bracket, None where it could not stand."""
    if not parsed.opened:
        return None
    sign = _CLOSED_BY[parsed.terminals[parsed.opened[-1]].name]
    return sign if sign in parsed.expected() else None


def _to_close(parsed: Parsed, where: Callable[[int], str]) -> str:
    opening = parsed.terminals[parsed.opened[-1]]
    what = _WHAT.get(opening.name, "triple")
    return f"{_quoted(_CLOSED_BY[opening.name])} to close the {what} opened at {where(opening.token)}"


def _phrases(parsed: Parsed, symbol: str) -> Iterator[str]:
    """Yield the names of what a symbol can begin with; of rules without a name, their parts'."""
    name, dot, _ = symbol.partition(".") if symbol[0].isalpha() else (symbol, "", "")
    known = _RULES.get(name + ":" * bool(dot))
    if known is not None:
        yield known
    elif symbol not in parsed.grammar.rules:
        yield _TERMINALS.get(symbol, symbol if symbol.isalpha() else _quoted(symbol))
    else:
        for production in parsed.grammar.rules[symbol]:
            for one in production:
                yield from _phrases(parsed, one)
                if one not in parsed.grammar.nullable:
                    break


def _quoted(sign: str) -> str:
    return f"'{sign}'"
