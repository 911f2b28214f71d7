"""Write JSON-LD 1.1: one flat graph with its context embedded, every literal in its lexical form."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from publisher.errors import NotCarried
from publisher.namespaces import Prefixes
from publisher.syntax.names import Names, usable
from publisher.syntax.statements import (
    RDF_TYPE,
    Statement,
    by_predicate,
    by_subject,
    iris,
    is_literal,
    is_triple,
    literal_parts,
    triples,
)

# A simple term is a prefix only if its IRI ends so (JSON-LD 1.1, section 4.4); others must say that they are one.
GENERIC_DELIMITERS = tuple(":/?#[]@")
OPAQUE_SCHEME = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*):(?!//)")


def write_jsonld(quads: Iterable[Statement], prefixes: Prefixes) -> Iterator[str]:
    """Yield the union as `{"@context": …, "@graph": […]}`, subjects, keys and values sorted.

    Raises NotCarried for a triple term (RDF 1.2).
    """
    said = list(triples(quads))
    groups = by_subject(said)
    names = Names(_unambiguous(usable(prefixes, empty=False), "\n".join(said), iris(groups)))
    nodes = [_node(subject, rests, names) for subject, rests in groups.items()]
    return _document(_terms(names.used), nodes)


def context(prefixes: Prefixes) -> bytes:
    """Return the context document that defines all prefixes which JSON-LD can use."""
    able = usable(prefixes, empty=False)
    # A context reads its own namespaces by its own prefixes.
    namespaces = [f"<{namespace}>" for namespace in able.values()]
    terms = _terms(_unambiguous(able, "\n".join(namespaces), namespaces))
    return (json.dumps({"@context": terms}, ensure_ascii=False, indent=2) + "\n").encode()


def _unambiguous(prefixes: Prefixes, text: str, used: Iterable[str]) -> Prefixes:
    """Return the prefixes that are no scheme of an IRI that is used: with a prefix `tel`, `tel:+81` would be a name.

    `text` is that in which all IRIs that are `used` stand: in most there is no such scheme, and nothing else to do.
    """
    if prefixes.keys().isdisjoint(OPAQUE_SCHEME.findall(text)):
        return prefixes
    schemes = {match[1] for iri in used if (match := OPAQUE_SCHEME.match(iri))}
    return Prefixes({prefix: namespace for prefix, namespace in prefixes.items() if prefix not in schemes})


def _terms(prefixes: Mapping[str, str]) -> dict[str, str | dict[str, str | bool]]:
    return {
        prefix: namespace if namespace.endswith(GENERIC_DELIMITERS) else {"@id": namespace, "@prefix": True}
        for prefix, namespace in sorted(prefixes.items())
    }


def _document(terms: Mapping[str, object], nodes: list[str]) -> Iterator[str]:
    head = json.dumps({"@context": terms}, ensure_ascii=False, indent=2).removesuffix("\n}")
    yield f'{head},\n  "@graph": ['
    separator = "\n"
    for node in nodes:
        yield separator + node
        separator = ",\n"
    yield "\n  ]\n}\n" if nodes else "]\n}\n"


def _node(subject: str, rests: list[str], names: Names) -> str:
    members = [f'"@id": {_id(subject, names)}']
    for predicate, values in by_predicate(rests).items():
        if predicate == RDF_TYPE:
            types = [_id(value, names) for value in values if not is_literal(value)]
            members += [f'"@type": {_array(types)}'] if types else []
            values = [value for value in values if is_literal(value)]
        if values:
            members.append(f"{_id(predicate, names)}: {_array([_value(value, names) for value in values])}")
    return "    {\n      " + ",\n      ".join(members) + "\n    }"


def _array(values: list[str]) -> str:
    if len(values) == 1:
        return values[0]
    return "[\n        " + ",\n        ".join(values) + "\n      ]"


def _id(term: str, names: Names) -> str:
    if is_triple(term):
        raise NotCarried(f"JSON-LD cannot carry the triple term {term}")
    name = names[term]
    return f'"{name[1:-1]}"' if name[0] == "<" else f'"{name}"'


def _value(value: str, names: Names) -> str:
    if not is_literal(value):
        return f'{{ "@id": {_id(value, names)} }}'
    # N-Triples escapes a string as JSON does: its quoted text can stand as it is.
    text, language, datatype = literal_parts(value)
    if datatype:
        return f'{{ "@type": {_id(datatype, names)}, "@value": {text} }}'
    if not language:
        return text
    language, _, direction = language.partition("--")
    kept = f', "@direction": "{direction}"' if direction else ""
    return f'{{ "@language": "{language}"{kept}, "@value": {text} }}'
