"""Shapes that cannot work: what is wrong with their SPARQL and their patterns, each with its line."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Quad, Store

from publisher.checks.prefixes import BUILT_IN, Declared
from publisher.findings import Finding, violation
from publisher.lexer import Kind, tokens
from publisher.namespaces import SH
from publisher.sources import Locator, Sources

Texts = tuple[str, str]  # in English and in Japanese
Known = Mapping[str, str]  # namespaces by prefix

_NOTHING_FETCHED = ("nothing is fetched while checking; remove it", "検査中は何も取得しません。取り除いてください")
# Pre-bound variables do not reach into VALUES and MINUS (SHACL, section 5.2.1); the others would fetch something.
REFUSED: Mapping[str, Texts] = MappingProxyType(
    {
        "values": ("write FILTER (?x IN (…)) instead", "代わりに FILTER (?x IN (…)) と書いてください"),
        "minus": ("write FILTER NOT EXISTS { … } instead", "代わりに FILTER NOT EXISTS { … } と書いてください"),
        "service": _NOTHING_FETCHED,
        "from": _NOTHING_FETCHED,
        "load": _NOTHING_FETCHED,
    }
)
_PATH_VARIABLE = re.compile(r"[$?]PATH\b")
_PLACE = re.compile(r"(error at \d+:\d+).*", re.DOTALL)
_LONGEST = 160  # of what a parser says; the rest is a list of all that it would have taken
_PREFIXES = NamedNode(f"{SH}prefixes")


def sound(sources: Sources, declared: Declared, locator: Locator) -> tuple[list[Quad], list[Finding]]:
    """Return the quads of the shapes, less what cannot work, and a violation for each such thing.

    A broken text is taken out together with what points to its node, so that the other shapes still do their work.
    """
    findings: list[Finding] = []
    broken: set[object] = set(declared.broken)
    with_prefixes = {quad.subject for file in sources.shapes for quad in file.quads if quad.predicate == _PREFIXES}
    for file in sources.shapes:
        for index, quad in enumerate(file.quads):
            test = _TESTS.get(quad.predicate)
            known = declared.known if quad.subject in with_prefixes else BUILT_IN
            fault = test(quad.object.value, known) if test and type(quad.object) is Literal else None
            if fault is not None:
                place = {"file": file.path, "line": locator.line_of(file, index)}
                en, ja = f"the shape cannot be used: {fault[0]}", f"このシェイプは使えません。{fault[1]}"
                findings.append(violation(en, ja, **place))
                broken |= {quad.subject} if quad.predicate in _SPARQL else {quad}
    quads = [
        quad
        for quad in (*declared.quads(), *(quad for file in sources.shapes for quad in file.quads))
        if quad not in broken and quad.object not in broken and quad.subject not in broken
    ]
    return quads, findings


def _sparql(text: str, prefixes: Known) -> Texts | None:
    """Return what is wrong with a query of SHACL-SPARQL, or None."""
    for token in tokens(text):
        word = token.text.lower()
        if token.kind is Kind.WORD and word in REFUSED:
            en, ja = REFUSED[word]
            return f"its SPARQL uses {word.upper()}: {en}", f"SPARQL に {word.upper()} があります。{ja}"
    try:
        # Evaluated over nothing: only the syntax is of interest.
        Store().query(_PATH_VARIABLE.sub("<urn:path>", text), prefixes=dict(prefixes))
    except SyntaxError as error:
        said = " ".join(str(error).split())
        if "Prefix not found" in said:
            said = _PLACE.sub(
                r"\1: a prefix is not declared; declare it in ontology/ and name it with sh:prefixes", said
            )
        said = said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
        return f"its SPARQL is malformed: {said}", f"SPARQL の構文が誤っています: {said}"
    return None


def _pattern(text: str, prefixes: Known) -> Texts | None:
    try:
        re.compile(text)
    except re.error as error:
        return (
            f"its sh:pattern is no regular expression: {error}",
            f"sh:pattern が正規表現ではありません: {error}",
        )
    return None


_SPARQL = frozenset(NamedNode(f"{SH}{name}") for name in ("select", "ask"))
_TESTS: Mapping[NamedNode, Callable[[str, Known], Texts | None]] = MappingProxyType(
    {**dict.fromkeys(_SPARQL, _sparql), NamedNode(f"{SH}pattern"): _pattern}
)
