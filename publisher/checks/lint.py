"""Warnings for what is right RDF and yet most likely a slip, each with what to do."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import unquote

from pyoxigraph import NamedNode

from publisher.checks.survey import TYPE, Slip, Spot, Survey, survey
from publisher.checks.texts import plain
from publisher.checks.undescribed import ALIKE, ALMOST, Nearest, cut, normal, undescribed
from publisher.findings import Finding, warning
from publisher.namespaces import SH, WELL_KNOWN
from publisher.sources import Locator, SourceFile, Sources

Rule = Callable[[Survey, Sources, str], Iterator[Slip]]

PATTERN, DATATYPE, LANGUAGE_IN, CLASS = "Pattern", "Datatype", "LanguageIn", "Class"
# Country codes taken for languages, and three letters where two are registered (BCP 47, section 2.2.1).
_TAGS: Mapping[str, str] = MappingProxyType(
    {
        **{"jp": "ja", "cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "ua": "uk", "vn": "vi", "us": "en", "gb": "en"},
        **{"eng": "en", "jpn": "ja", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "spa": "es", "zho": "zh"},
        **{"chi": "zh", "rus": "ru", "ara": "ar", "por": "pt", "ita": "it", "kor": "ko", "nld": "nl", "dut": "nl"},
    }
)
_DOTS = re.compile(r"(?:^|/)\.{1,2}(?:/|$)|//|^/")
_NO_HOST = re.compile(r"https?:(?:/?[^/]|///|//[?#:]|//$)", re.IGNORECASE)


def lint(sources: Sources, authored_base: str, locator: Locator) -> list[Finding]:
    """Return the warnings for the dataset and the prefixes."""
    seen = survey(sources.ontology + sources.data)
    slips = [slip for rule in RULES for slip in rule(seen, sources, authored_base)]
    return [_finding(slip, locator) for slip in slips] + list(_prefixes(sources))


def _finding(slip: Slip, locator: Locator) -> Finding:
    (file, index), en, ja, component = slip
    quad = file.quads[index]
    subject = quad.subject
    return warning(
        en,
        ja,
        file=file.path,
        line=locator.line_of(file, index),
        focus_node=plain(subject),
        path=quad.predicate.value,
        value=plain(quad.object),
        component=f"{SH}{component}ConstraintComponent",
    )


def _ill_typed(seen: Survey, sources: Sources, base: str) -> Iterator[Slip]:
    for file, index in seen.ill_typed:
        text = str(file.quads[index].object)
        en = f"{text} is not in the lexical space of its datatype; correct the value or the datatype"
        yield (file, index), en, f"{text} はデータ型の字句形式に合いません。値かデータ型を直してください", DATATYPE


def _tags(seen: Survey, sources: Sources, base: str) -> Iterator[Slip]:
    for tag, spot in seen.tags.items():
        first, dash, rest = tag.partition("-")
        if first in _TAGS:
            better = _TAGS[first] + dash + rest
            en = f"the language tag @{tag} is none of BCP 47; write @{better}"
            yield spot, en, f"言語タグ @{tag} は BCP 47 にありません。@{better} と書いてください", LANGUAGE_IN


def _one_address(seen: Survey, sources: Sources, base: str) -> Iterator[Slip]:
    spellings: dict[str, str] = {}
    for node, spot in seen.iris.items():
        iri = node.value
        if iri.startswith(base):
            other = spellings.setdefault(normal(iri), iri)
            if other != iri:
                en = f"<{iri}> and <{other}> differ only in encoding and are one address; use one spelling everywhere"
                ja = f"<{iri}> と <{other}> は符号化だけが異なり、同じアドレスになります。表記を統一してください"
                yield spot, en, ja, PATTERN


def _unreachable(seen: Survey, sources: Sources, base: str) -> Iterator[Slip]:
    for node, spot in seen.iris.items():
        iri = node.value
        if _NO_HOST.match(iri):
            en = f"<{iri}> names no host; write it in full"
            yield spot, en, f"<{iri}> にホスト名がありません。完全な IRI を書いてください", PATTERN
        elif iri.startswith(base) and _DOTS.search(unquote(re.split("[?#]", iri[len(base) :])[0])):
            en = f"<{iri}> has an empty or dotted path segment, which browsers and servers rewrite; choose another IRI"
            ja = f"<{iri}> のパスには空または点だけの部分があり、ブラウザーなどが書き換えます。別の IRI にしてください"
            yield spot, en, ja, PATTERN


def _beside_the_base(seen: Survey, sources: Sources, base: str) -> Iterator[Slip]:
    """Yield, once a file, what is spelled almost as the base: http for https, "www.", another case."""
    wanted = _plain(base)
    counts: Counter[str] = Counter()
    first: dict[str, tuple[Spot, str]] = {}
    for node, spot in seen.iris.items():
        iri = node.value
        if _plain(iri).startswith(wanted) and not iri.startswith(base) and _origin(iri) != _origin(base):
            counts[spot[0].path] += 1
            first.setdefault(spot[0].path, (spot, iri))
    for path, (spot, iri) in first.items():
        number = counts[path]
        en = f"<{iri}> is nearly spelled as {base} ({number} such in this file); write the base exactly as it is"
        ja = f"<{iri}> は {base} に似ていますが、その下にありません（このファイルに {number} 件）。正確に書いてください"
        yield spot, en, ja, PATTERN


def _two_schemes(seen: Survey, sources: Sources, base: str) -> Iterator[Slip]:
    """Yield, once a namespace, terms that are used with http and with https."""
    used: dict[str, str] = {}
    told: set[str] = set()
    for node, spot in (seen.predicates | seen.classes).items():
        namespace = _namespace(node.value)
        scheme, _, rest = namespace.partition("://")
        if scheme in ("http", "https") and used.setdefault(rest, scheme) != scheme and rest not in told:
            told.add(rest)
            en = f"terms of {namespace} and of {used[rest]}://{rest} are both used and are different terms; choose one"
            ja = f"{namespace} と {used[rest]}://{rest} の語が混在していますが、別の語です。どちらかに統一してください"
            yield spot, en, ja, PATTERN


def _undefined(seen: Survey, sources: Sources, base: str) -> Iterator[Slip]:
    """Yield properties and classes that no file describes, though the ontology defines others of their namespace.

    Of a namespace that is not the site's own, only what is nearly spelled as a term that the ontology describes.
    """
    terms = {iri for file in sources.ontology for iri in _terms(file, base)}
    own_namespaces = {cut(iri)[0] for iri in terms if iri.startswith(base)}
    nearest = Nearest(terms)
    for node, spot in (seen.predicates | seen.classes).items():
        iri = node.value
        namespace = cut(iri)[0]
        if node in seen.subjects or namespace not in nearest.namespaces:
            continue
        own = namespace in own_namespaces
        close = nearest.beside(iri, ALIKE if own else ALMOST)
        # A class and a property of others may differ in the case of the first letter alone.
        if own or (close and cut(close)[1][0].isupper() == cut(iri)[1][0].isupper()):
            hint, hint_ja = (f"; did you mean <{close}>?", f"<{close}> のことですか。") if close else ("", "")
            en = f"<{iri}> is not defined in ontology/{hint or '; define it there, or correct the name'}"
            ja = f"<{iri}> は ontology/ で定義されていません。{hint_ja}定義するか、名前を直してください"
            yield spot, en, ja, CLASS


def _terms(file: SourceFile, base: str) -> Iterator[str]:
    """Yield the classes and properties that a file of the ontology defines, and what it describes of others."""
    for quad in file.quads:
        if isinstance(quad.subject, NamedNode):
            kind = quad.object.value if quad.predicate == TYPE and isinstance(quad.object, NamedNode) else ""
            if kind.endswith(("Class", "Property")) or not quad.subject.value.startswith(base):
                yield quad.subject.value


def _not_in_xml(seen: Survey, sources: Sources, base: str) -> Iterator[Slip]:
    """Yield what leaves its graph without RDF/XML."""
    for reason, spot in seen.not_in_xml:
        en = f"this graph will have no RDF/XML: {reason}"
        yield spot, en, f"このグラフは RDF/XML で提供できません: {reason}", PATTERN


RULES: tuple[Rule, ...] = (
    _ill_typed,
    _tags,
    _one_address,
    _unreachable,
    _beside_the_base,
    _two_schemes,
    _undefined,
    undescribed,
    _not_in_xml,
)


def _prefixes(sources: Sources) -> Iterator[Finding]:
    """Yield the prefixes of files that miss a well-known namespace by a letter."""
    for file in sources.files:
        for prefix, namespace in file.prefixes.items():
            known = WELL_KNOWN.get(prefix, namespace)
            if known != namespace and _plain(known).rstrip("#/") == _plain(namespace).rstrip("#/"):
                en = f"the prefix {prefix}: stands for <{namespace}>, but its namespace is <{known}>; correct it"
                ja = f"接頭辞 {prefix}: が <{namespace}> になっていますが、正しくは <{known}> です。直してください"
                yield warning(en, ja, file=file.path)


def _plain(iri: str) -> str:
    """Return an IRI without what is easily mistaken: scheme, "www.", case of the host."""
    _, _, rest = iri.partition("://")
    host, slash, path = rest.partition("/")
    return host.lower().removeprefix("www.") + slash + path


def _origin(iri: str) -> str:
    return "/".join(iri.split("/", 3)[:3])


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
