"""Declarations of prefixes: what is wrong with them, and what SHACL-SPARQL may know of them."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pyoxigraph import Literal, Quad

from publisher.findings import Finding, violation, warning
from publisher.namespaces import OWL, RDF, RDFS
from publisher.sources import Locator, Sources
from publisher.sources.prefixes import DECLARE, Declaration, Spot, declarations, quad_at, text_at
from publisher.syntax.iris import is_absolute
from publisher.syntax.names import PREFIX_NAME

Fault = tuple[Spot, str, str]  # where, in English, in Japanese
BUILT_IN: Mapping[str, str] = MappingProxyType(
    {"rdf": RDF, "rdfs": RDFS, "owl": OWL}
)  # known to pySHACL without a declaration


class Declared:
    """The prefixes that ontology and shapes declare for SPARQL: those that can be used, and the nodes of the others.

    `known` gives namespaces by prefix; `broken` holds the nodes of declarations that cannot be used.
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._found = declarations(sources.ontology + sources.shapes)
        self._faults = {node: fault for node, each in self._found.items() if (fault := _fault(each)) is not None}
        self.broken = self._faults.keys()
        sound = (each.pair for node, each in self._found.items() if node not in self.broken)
        self.known = {**dict(pair for pair in sound if pair), **BUILT_IN}

    def findings(self, locator: Locator) -> Iterator[Finding]:
        """Yield violations for what cannot be used, and warnings for what contradicts a declaration before."""
        for (file, index), en, ja in self._faults.values():
            yield violation(en, ja, file=file.path, line=locator.line_of(file, index))
        for (file, index), en, ja in self._twice():
            yield warning(en, ja, file=file.path, line=locator.line_of(file, index))

    def quads(self) -> list[Quad]:
        """Return the ontology's triples that declare prefixes."""
        quads = [quad for file in self._sources.ontology for quad in file.quads]
        return [quad for quad in quads if quad.predicate == DECLARE or quad.subject in self._found]

    def _twice(self) -> Iterator[Fault]:
        first: dict[str, str] = {}
        for node, declaration in self._found.items():
            if node in self.broken or declaration.pair is None:
                continue
            prefix, namespace = declaration.pair
            other = first.setdefault(prefix, namespace)
            if other != namespace:
                en = f"the prefix {prefix}: is declared for {namespace} here and for {other} before; keep one"
                ja = f"接頭辞 {prefix}: が {namespace} と {other} の両方に宣言されています。一つにしてください"
                yield declaration.namespaces[0], en, ja


def _fault(declaration: Declaration) -> Fault | None:
    """Return what keeps a declaration from being used, or None."""
    for name, spots in (("sh:prefix", declaration.prefixes), ("sh:namespace", declaration.namespaces)):
        if len(spots) != 1:
            at = (spots[1:] or declaration.prefixes or declaration.namespaces or [declaration.first])[0]
            en = f"a declaration of a prefix has one {name}, this one has {len(spots)}; give it exactly one"
            return at, en, f"接頭辞の宣言の {name} が {len(spots)} 個あります。ちょうど一つにしてください"
        if type(quad_at(spots[0]).object) is not Literal:
            return spots[0], f"the {name} is no literal; write it as one", f"{name} はリテラルで書いてください"
    prefix, namespace = (text_at(spots[0]) for spots in (declaration.prefixes, declaration.namespaces))
    if prefix and not PREFIX_NAME.fullmatch(prefix):
        en = f'"{prefix}" is no name of a prefix; use letters first, then also digits, "-" and "_"'
        return (
            declaration.prefixes[0],
            en,
            f"「{prefix}」は接頭辞の名前に使えません。文字で始め、数字・-・_ を続けてください",
        )
    if not is_absolute(namespace):
        en = f'the namespace "{namespace}" is no absolute IRI; write it in full'
        return (
            declaration.namespaces[0],
            en,
            f"名前空間「{namespace}」は絶対 IRI ではありません。完全な IRI を書いてください",
        )
    return None
