"""Write Turtle, N3 and TriG: grouped by subject, sorted, prefixed, one value a line."""

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType

from publisher.errors import NotCarried
from publisher.namespaces import XSD, Prefixes
from publisher.syntax.names import Names, usable
from publisher.syntax.statements import (
    RDF_TYPE,
    Groups,
    Statement,
    by_predicate,
    by_subject,
    graph_apart,
    is_literal,
    is_triple,
    triples,
    without_bracket,
)

# Only forms that every parser gives back letter by letter: rdflib makes numbers of "+5", "01" and "1e0".
BARE = MappingProxyType(
    {
        f"<{XSD}integer>": re.compile(r"0|-?[1-9][0-9]{0,17}"),
        f"<{XSD}decimal>": re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}"),
        f"<{XSD}boolean>": re.compile(r"true|false"),
    }
)
INDENT = "    "


def write_turtle(quads: Iterable[Statement], prefixes: Prefixes) -> Iterator[str]:
    """Yield the union as Turtle: IRIs before blank nodes, `a` first, then predicates by IRI, then values by text."""
    return _turtle(by_subject(triples(quads)), prefixes)


def write_n3(quads: Iterable[Statement], prefixes: Prefixes) -> Iterator[str]:
    """Yield the union as N3, of which Turtle is a part; raises NotCarried for a triple term (RDF 1.2)."""
    groups = by_subject(triples(quads))
    for rests in groups.values():
        for rest in rests:
            value = rest.split(" ", 1)[1]
            if is_triple(value):
                raise NotCarried(f"N3 cannot carry the triple term {value}")
    return _turtle(groups, prefixes)


def write_trig(quads: Iterable[Statement], prefixes: Prefixes) -> Iterator[str]:
    """Yield the quads as TriG: the default graph, then the named graphs by name, each as in Turtle."""
    graphs: dict[str, list[str]] = {}
    for quad in quads:
        triple, graph = graph_apart(str(quad))
        graphs.setdefault(graph, []).append(triple)
    names = Names(usable(prefixes, empty=True))
    blocks = list(_blocks(by_subject(graphs.pop("", [])), names, ""))
    for graph in sorted(graphs, key=without_bracket):
        inner = list(_blocks(by_subject(graphs[graph]), names, INDENT))
        inner[0] = f"{names[graph]} {{\n{inner[0]}"
        inner[-1] += "}\n"
        blocks += inner
    return _document(names, blocks)


def value_list(values: list[str], indent: str) -> str:
    """Return what follows a predicate in a line indented so: one value beside it, or several below it."""
    if len(values) == 1:
        return f" {values[0]}"
    line = f"\n{indent}{INDENT}"
    return line + f",{line}".join(values)


def prefix_lines(prefixes: dict[str, str]) -> str:
    """Return the `@prefix` lines of a document, sorted by prefix."""
    return "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in sorted(prefixes.items()))


def _turtle(groups: Groups, prefixes: Prefixes) -> Iterator[str]:
    names = Names(usable(prefixes, empty=True))
    # Held until all names are known: the prefixes that are used come first.
    blocks = list(_blocks(groups, names, ""))
    return _document(names, blocks)


def _document(names: Names, blocks: list[str]) -> Iterator[str]:
    separator = ""
    if names.used:
        yield prefix_lines(names.used)
        separator = "\n"
    for block in blocks:
        yield separator + block
        separator = "\n"


def _blocks(groups: Groups, names: Names, indent: str) -> Iterator[str]:
    line = f"\n{indent}{INDENT}"
    next_line = f" ;{line}"
    for subject, rests in groups.items():
        lines = [
            ("a" if predicate == RDF_TYPE else names[predicate])
            + value_list([_value(value, names) for value in values], indent + INDENT)
            for predicate, values in by_predicate(rests).items()
        ]
        yield f"{indent}{names[subject]}{line}{next_line.join(lines)} .\n"


def _value(value: str, names: Names) -> str:
    if not is_literal(value):
        return names[value]
    return _typed_literal(value, names) if value[-1] == ">" else value


def _typed_literal(literal: str, names: Names) -> str:
    quoted, _, datatype = literal.rpartition("^^")
    bare = BARE.get(datatype)
    if bare and bare.fullmatch(quoted, 1, len(quoted) - 1):
        return quoted[1:-1]
    return f"{quoted}^^{names[datatype]}"
