"""What makes a selector say nothing, or more than one thing, and a digest that is not the document's."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from publisher.checks.faults import CLASS, DATATYPE, FEW, MANY, PATTERN, Fault
from publisher.evidence import (
    END,
    EXACT,
    HAS_SELECTOR,
    PREFIX,
    START,
    SUFFIX,
    Material,
    Node,
    Said,
    Term,
    whole_number,
)
from publisher.namespaces import OA, SCHEMA

Told = tuple[str, str, str]  # SHACL's nearest name for the constraint, in English, in Japanese
_DIGESTS = (NamedNode(f"{SCHEMA}sha256"), NamedNode("http://schema.org/sha256"))
# A selector that has the one says nothing without the other.
_NEEDS: Mapping[NamedNode, NamedNode] = MappingProxyType({START: END, END: START, PREFIX: EXACT, SUFFIX: EXACT})

_ANOTHER_EN = (
    "the document's SHA-256 is {}, so it is not the one that was quoted; "
    "restore that, or check every quote against this one and then write its digest; offsets are compared only then"
)
_ANOTHER_JA = (
    "文書の SHA-256 は {} で、引用した文書と異なります。"
    "文書を元に戻すか、すべての引用を確かめてからこの値に直してください。位置の照合はその後になります"
)


def digest_faults(material: Material, sources: Iterable[Term], document: bytes) -> Iterator[Fault]:
    """Yield the digests stated of the sources that are the document which are not those of its bytes."""
    digest = sha256(document).hexdigest()
    for source in sorted(sources, key=str):
        for path in _DIGESTS:
            for value in material.of(source, path):
                if not isinstance(value, Literal) or value.value.strip().lower() != digest:
                    yield Fault(PATTERN, _ANOTHER_EN.format(digest), _ANOTHER_JA.format(digest), source, path, value)


def form_faults(material: Material, holder: Node) -> Iterator[Fault]:
    """Yield what makes the selectors of a passage say nothing, or more than one thing."""
    for selector in material.of(holder, HAS_SELECTOR):
        if selector not in material.said:
            en = f"nothing is said of the selector {selector}; correct its name, or give it oa:exact"
            ja = f"セレクター {selector} の記述がありません。名前を直すか、oa:exact などを書いてください"
            yield Fault(CLASS, en, ja, holder, HAS_SELECTOR, selector)
    selected = material.selected[holder]
    for path in (EXACT, PREFIX, SUFFIX, START, END):
        if path in selected:
            for told in _told(path, selected):
                yield _form_fault(material, holder, path, selected[path][-1], told)


def _form_fault(material: Material, holder: Node, path: NamedNode, value: Term, told: Told) -> Fault:
    """Return the fault of a predicate's values as SHACL has it: what is missing or too much is no value."""
    component, en, ja = told
    fault = selector_fault(material, holder, path, value, component, en, ja)
    if component == FEW:
        return replace(fault, path=_NEEDS[path], value=None)
    is_alone = len(material.of(fault.focus, path)) == 1  # too many in several selectors, of which no one has too many
    return replace(fault, value=None) if component == MANY and not is_alone else fault


def _told(path: NamedNode, selected: Said) -> Iterator[Told]:
    """Yield what is wrong with the values that a passage's selectors have for one predicate."""
    name, values = f"oa:{path.value.removeprefix(OA)}", selected[path]
    if len(values) > 1:
        en = f"this passage has {len(values)} different {name}; keep one, or make a passage for each"
        yield MANY, en, f"異なる {name} が {len(values)} 個あります。一つにするか、引用箇所を分けてください"
    elif path in _NEEDS and _NEEDS[path] not in selected:
        other = f"oa:{_NEEDS[path].value.removeprefix(OA)}"
        yield FEW, f"{name} says nothing without {other}; add it", f"{name} には {other} も要ります。補ってください"
    value = values[-1]
    if path in (START, END) and not _is_offset(value):
        en = f"{name} counts characters from 0; write a whole number such as 343"
        yield DATATYPE, en, f"{name} には 0 から数えた文字の位置を 343 のような整数で書いてください"
    elif path not in (START, END) and not isinstance(value, Literal):
        en = f"{name} holds the words themselves; write them as a text"
        yield DATATYPE, en, f"{name} には語句そのものを文字列で書いてください"
    elif path == EXACT and isinstance(value, Literal) and not value.value:
        yield PATTERN, "oa:exact is empty; quote the words", "oa:exact が空です。語句を引用してください"


def _is_offset(value: Term) -> bool:
    number = whole_number(value)
    return number is not None and number >= 0


def selector_fault(
    material: Material, holder: Node, path: NamedNode, value: Term, component: str, en: str, ja: str
) -> Fault:
    """Return a fault of what a selector of a passage says, at the selector that says it."""
    selectors = material.of(holder, HAS_SELECTOR)
    selector = next(selector for selector in selectors if value in material.of(selector, path))
    return Fault(component, en, ja, selector, path, value)
