"""The text of a SHACL result in each language."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from rdflib import SH, Graph, Literal
from rdflib.term import Node

from publisher.namespaces import SH as SHACL

_VARIABLE = re.compile(r"\{[?$]\w+\}")
# Where a shape brings no message of its own, pySHACL writes an English one; these stand beside it.
_JAPANESE: Mapping[str, str] = MappingProxyType(
    {
        "ClassConstraintComponent": "値が求められたクラスのものではありません",
        "DatatypeConstraintComponent": "値が求められたデータ型ではありません",
        "NodeKindConstraintComponent": "値の種類（IRI・リテラル・空白ノード）が違います",
        "MinCountConstraintComponent": "値が足りません",
        "MaxCountConstraintComponent": "値が多すぎます",
        "MinLengthConstraintComponent": "値が短すぎます",
        "MaxLengthConstraintComponent": "値が長すぎます",
        "PatternConstraintComponent": "値が求められた形に合いません",
        "LanguageInConstraintComponent": "言語タグが許されたものではありません",
        "UniqueLangConstraintComponent": "同じ言語の値が二つ以上あります",
        "InConstraintComponent": "値が許されたもののうちにありません",
        "HasValueConstraintComponent": "求められた値がありません",
        "ClosedConstraintComponent": "このシェイプでは使えない述語です",
    }
)


def messages(report: Graph, shapes: Graph, result: Node) -> dict[str, str]:
    """Return the texts of a result by language; "en" is always among them, a text without a language counts as it."""
    found: dict[str, set[str]] = {}
    texts = [text for text in report.objects(result, SH.resultMessage) if isinstance(text, Literal)]
    templates = [] if all(text.language for text in texts) else list(_templates(report, shapes, result))
    for text in texts:
        language = text.language or _language(str(text), templates) or "en"
        found.setdefault(language.lower(), set()).add(str(text))
    by_language = {language: " ".join(sorted(those)) for language, those in sorted(found.items())}
    if not templates and "ja" not in by_language:
        word = str(report.value(result, SH.sourceConstraintComponent)).removeprefix(SHACL)
        if word in _JAPANESE and not _own(shapes, report.value(result, SH.sourceShape)):
            by_language["ja"] = _JAPANESE[word]
    by_language.setdefault("en", next(iter(by_language.values()), "does not conform to its shape"))
    return by_language


def _own(shapes: Graph, shape: Node | None) -> bool:
    return shapes.value(shape, SH.message) is not None


def _templates(report: Graph, shapes: Graph, result: Node) -> Iterable[Literal]:
    """Yield the tagged messages of a result's constraint and shape: filled in, pySHACL gives them without a tag."""
    for predicate in (SH.sourceConstraint, SH.sourceShape, SH.sourceConstraintComponent):
        for message in shapes.objects(report.value(result, predicate), SH.message):
            if isinstance(message, Literal) and message.language:
                yield message


def _language(text: str, templates: Iterable[Literal]) -> str | None:
    for template in templates:
        pattern = ".*".join(re.escape(part) for part in _VARIABLE.split(str(template)))
        if re.fullmatch(pattern, text, re.DOTALL):
            return template.language
    return None
