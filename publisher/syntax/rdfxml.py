"""Write RDF/XML 1.1, and say when it cannot carry a graph."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import count
from xml.parsers import expat

from publisher.errors import NotCarried
from publisher.namespaces import RDF, Prefixes
from publisher.syntax.names import NC_NAME, Names, usable
from publisher.syntax.statements import (
    Statement,
    by_predicate,
    by_subject,
    is_literal,
    is_triple,
    literal_parts,
    triples,
)

# Names that the grammar keeps for itself (RDF/XML 1.1, sections 5.1 and 7.2.4).
SYNTAX_TERMS = frozenset(
    f"{RDF}{name}"
    for name in (
        *("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype"),
        *("Description", "li", "aboutEach", "aboutEachPrefix", "bagID"),
    )
)
# Namespaces that may not be declared (Namespaces in XML 1.0, section 3).
XML_NAMESPACES = ("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/")
NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
PLAIN_LABEL = re.compile("[A-Za-z][A-Za-z0-9_.-]*")
LAST_NAME = re.compile(f"{NC_NAME.pattern}$")
ESCAPED = re.compile("[&<>\r]")
TEXT_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#13;"}


def write_rdfxml(quads: Iterable[Statement], prefixes: Prefixes) -> Iterator[str]:
    """Yield the union as RDF/XML, one `rdf:Description` a subject.

    Raises NotCarried, before the first text, with a message that names the term that XML cannot hold.
    """
    groups = by_subject(triples(quads))
    elements, namespaces = _elements({rest.split(" ", 1)[0] for rests in groups.values() for rest in rests}, prefixes)
    return _document(namespaces, [_node(subject, rests, elements) for subject, rests in groups.items()])


def carries(quads: Iterable[Statement]) -> str | None:
    """Return None when RDF/XML can carry the graph, else the reason, which names an offending term."""
    texts = [str(one) for one in quads]
    try:
        for predicate in dict.fromkeys([text.split(" ", 2)[1] for text in texts]):
            _split(predicate[1:-1])
        strange = [text for text in texts if _is_strange(text)] if _is_strange("\n".join(texts)) else []
        for triple in triples(strange):
            _property("p", triple.split(" ", 2)[2])
    except NotCarried as reason:
        return str(reason)
    return None


def _is_strange(text: str) -> bool:
    """Say whether statements may have a control character, a base direction or a triple term."""
    return "\\" in text or "--" in text or "<<(" in text


def _elements(predicates: set[str], prefixes: Prefixes) -> tuple[dict[str, str], dict[str, str]]:
    """Return the element name of each predicate, and the namespaces to declare."""
    declared = {prefix: namespace for prefix, namespace in prefixes.items() if _can_declare(prefix, namespace)}
    names = Names(usable(Prefixes({**declared, "rdf": RDF}), empty=False), NC_NAME)
    splits = {predicate: _split(predicate[1:-1]) for predicate in sorted(predicates)}
    elements = {
        predicate: names[predicate]
        for predicate in splits
        if names[predicate] != predicate and _is_xml_name(names[predicate].partition(":")[2])
    }
    namespaces = names.used | {"rdf": RDF}
    others = sorted({splits[predicate][0] for predicate in splits.keys() - elements.keys()})
    free = (name for number in count(1) if (name := f"ns{number}") not in namespaces)
    generated = dict(zip(others, free, strict=False))
    elements |= {
        predicate: f"{generated[namespace]}:{local}"
        for predicate, (namespace, local) in splits.items()
        if predicate not in elements
    }
    return elements, namespaces | {prefix: namespace for namespace, prefix in generated.items()}


def _can_declare(prefix: str, namespace: str) -> bool:
    return not prefix.lower().startswith("xml") and namespace not in XML_NAMESPACES and _is_xml_name(prefix)


@lru_cache(maxsize=1024)  # the same predicates come with every document
def _split(iri: str) -> tuple[str, str]:
    """Return namespace and the longest name at the end of a predicate's IRI, or raise NotCarried."""
    if iri in SYNTAX_TERMS:
        raise NotCarried(f"RDF/XML cannot carry the predicate <{iri}>: its syntax keeps that name for itself")
    # Neither of these is in a name, and a search from the beginning would take longer.
    match = LAST_NAME.search(iri, max(iri.rfind("/"), iri.rfind("#")) + 1)
    starts = range(match.start(), len(iri)) if match else ()
    split = next(((iri[:start], iri[start:]) for start in starts if _is_xml_name(iri[start:])), None)
    if split is None or split[0] in XML_NAMESPACES:
        raise NotCarried(f"RDF/XML cannot carry the predicate <{iri}>: it does not end in a name that XML allows")
    return split


def _is_xml_name(name: str) -> bool:
    """Say whether a name without colons is one for expat, which knows fewer letters than XML 1.0, fifth edition."""
    if name.isascii():
        return NC_NAME.fullmatch(name) is not None
    try:
        expat.ParserCreate().Parse(f"<{name}/>", True)
    except expat.ExpatError:
        return False
    return NC_NAME.fullmatch(name) is not None


def _document(namespaces: dict[str, str], nodes: list[str]) -> Iterator[str]:
    declarations = "".join(
        f'\n    xmlns:{prefix}="{_escape(namespace)}"' for prefix, namespace in sorted(namespaces.items())
    )
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declarations}>\n'
    yield from nodes
    yield "</rdf:RDF>\n"


def _node(subject: str, rests: list[str], elements: dict[str, str]) -> str:
    properties = [
        f"    {_property(elements[predicate], value)}\n"
        for predicate, values in by_predicate(rests).items()
        for value in values
    ]
    return f"  <rdf:Description {_reference(subject, 'about')}>\n{''.join(properties)}  </rdf:Description>\n"


def _property(element: str, value: str) -> str:
    if not is_literal(value):
        return f"<{element} {_reference(value, 'resource')}/>"
    text, language, datatype = literal_parts(value)
    if "--" in language:
        raise NotCarried(f"RDF/XML cannot carry the base direction of {value}")
    attribute = f' xml:lang="{language}"' if language else ""
    attribute += f' rdf:datatype="{_escape(datatype[1:-1])}"' if datatype else ""
    return f"<{element}{attribute}>{_escape(_text(text, value))}</{element}>"


def _reference(term: str, attribute: str) -> str:
    """Return the attribute that points to an IRI (`rdf:about` or `rdf:resource`) or to a blank node."""
    if is_triple(term):
        raise NotCarried(f"RDF/XML cannot carry the triple term {term}")
    if term[0] == "<":
        return f'rdf:{attribute}="{_escape(term[1:-1])}"'
    label = term[2:]
    # An XML name cannot start with a digit; labels in hexadecimal behind "_" cannot meet those that stay.
    return f'rdf:nodeID="{label if PLAIN_LABEL.fullmatch(label) else "_" + label.encode().hex()}"'


def _text(quoted: str, literal: str) -> str:
    """Return the characters of a quoted N-Triples string, all of which XML must be able to hold."""
    if "\\" not in quoted:
        return quoted[1:-1]
    text: str = json.loads(quoted)  # N-Triples escapes a string as JSON does.
    if match := NO_CHARACTER.search(text):
        raise NotCarried(f"RDF/XML cannot carry the literal {literal}: XML 1.0 has no character U+{ord(match[0]):04X}")
    return text


def _escape(text: str) -> str:
    return text.translate(TEXT_ESCAPES) if ESCAPED.search(text) else text
