"""What makes a selector say nothing, or more than one thing, and a digest that is not the document's."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from publisher.checks.faults import CLASS, DATATYPE, FEW, KIND, MANY, PATTERN, Fault
from publisher.disk import file_sha256
from publisher.evidence import (
    END,
    EXACT,
    HAS_SELECTOR,
    HAS_SOURCE,
    PREFIX,
    START,
    SUFFIX,
    Material,
    Node,
    Passage,
    Term,
    whole_number,
)
from publisher.namespaces import OA, SCHEMA

_DIGESTS = (NamedNode(f"{SCHEMA}sha256"), NamedNode("http://schema.org/sha256"))
# A selector that has the one says nothing without the other.
_NEEDS: Mapping[NamedNode, NamedNode] = MappingProxyType({START: END, END: START, PREFIX: EXACT, SUFFIX: EXACT})


def into_document(material: Material, holder: Node, authored_base: str) -> bool:
    """Return whether a passage is of the site's document: none of another address is named as its source."""
    sources = material.of(holder, HAS_SOURCE)
    return not sources or any(_own(source, authored_base) for source in sources)


def _own(source: Term, authored_base: str) -> bool:
    return not isinstance(source, NamedNode) or source.value.startswith(authored_base)


def digest_faults(
    material: Material, passages: Iterable[Passage], authored_base: str, document: Path
) -> Iterator[Fault]:
    """Yield the digests stated of the passages' source that are not that of the document's file."""
    pointed = {source for passage in passages for source in material.of(passage.iri, HAS_SOURCE)}
    found = {source for source in pointed if _own(source, authored_base)}
    stated = [
        (source, path, value)
        for source in sorted(found, key=str)
        for path in _DIGESTS
        for value in material.of(source, path)
    ]
    digest = file_sha256(document) if stated else ""
    for source, path, value in stated:
        if not isinstance(value, Literal) or value.value.strip().lower() != digest:
            en = (
                f"the SHA-256 of {document.name} is {digest}, so it is not the document that was quoted; "
                "restore that, or check every quote against this one and then write its digest"
            )
            ja = (
                f"{document.name} の SHA-256 は {digest} で、引用した文書と異なります。"
                "文書を元に戻すか、すべての引用を確かめてからこの値に直してください"
            )
            yield Fault(PATTERN, en, ja, source, path, value)


def form_faults(material: Material, holder: Node) -> Iterator[Fault]:
    """Yield what makes the selectors of a passage say nothing, or more than one thing."""
    for selector in material.of(holder, HAS_SELECTOR):
        if selector not in material.said:
            en = f"nothing is said of the selector {selector}; correct its name, or give it oa:exact"
            ja = f"セレクター {selector} の記述がありません。oa:exact などを書くか、名前を直してください"
            yield Fault(CLASS, en, ja, holder, HAS_SELECTOR, selector)
    stated = {path: material.selected(holder, path) for path in (EXACT, PREFIX, SUFFIX, START, END)}
    for path, values in stated.items():
        name = short(path)
        for value in values:
            yield from _value(material, holder, path, value)
        if len(values) > 1:
            en = f"{holder} has {len(values)} different {name}; keep one, or make a passage for each"
            ja = f"{holder} に異なる {name} が {len(values)} 個あります。一つにするか、引用を分けてください"
            yield selector_fault(material, holder, path, values[-1], MANY, en, ja)
        if values and path in _NEEDS and not stated[_NEEDS[path]]:
            other = short(_NEEDS[path])
            en = f"{name} stands without {other}; add {other} to the selector"
            yield selector_fault(
                material, holder, path, values[0], FEW, en, f"{name} だけで {other} がありません。補ってください"
            )


def _value(material: Material, holder: Node, path: NamedNode, value: Term) -> Iterator[Fault]:
    name = short(path)
    if path in (START, END):
        number = whole_number(value)
        if number is None or number < 0:
            en = f"{name} must be a whole number of characters counted from 0, such as 343 or " + (
                '"343"^^xsd:nonNegativeInteger'
            )
            ja = f"{name} には 0 から数えた文字数を 343 のような整数で書いてください"
            yield selector_fault(material, holder, path, value, DATATYPE, en, ja)
    elif not isinstance(value, Literal):
        en, ja = f"{name} must be the words themselves, as a text", f"{name} には語句そのものを文字列で書いてください"
        yield selector_fault(material, holder, path, value, KIND, en, ja)
    elif path == EXACT and not value.value:
        en, ja = "oa:exact is empty; quote the words of the document", "oa:exact が空です。文書の語句を書いてください"
        yield selector_fault(material, holder, path, value, PATTERN, en, ja)


def selector_fault(
    material: Material, holder: Node, path: NamedNode, value: Term, component: str, en: str, ja: str
) -> Fault:
    """Return a fault of what a selector of a passage says, at the selector that says it."""
    selectors = material.of(holder, HAS_SELECTOR)
    selector = next(selector for selector in selectors if value in material.of(selector, path))
    return Fault(component, en, ja, selector, path, value)


def short(path: NamedNode) -> str:
    """Return the usual name of a term of the Web Annotation vocabulary."""
    return f"oa:{path.value.removeprefix(OA)}"
