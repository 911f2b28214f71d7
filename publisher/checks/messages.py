"""The text of a SHACL result in each language: the shape's own, else a sentence; with what made an inner shape fail."""

import re
from collections.abc import Iterable, Iterator, Mapping

from rdflib import SH, Graph, Literal, URIRef

from publisher.checks.places import Place
from publisher.checks.results import Result
from publisher.checks.running import VARIABLE
from publisher.checks.wording import Sentences

_VALIDATORS = (SH.validator, SH.nodeValidator, SH.propertyValidator)


class Messages:
    """The messages of results: `shapes` holds those of the shapes' own, `sentences` knows the others."""

    def __init__(self, shapes: Graph, sentences: Sentences) -> None:
        self._shapes, self._sentences = shapes, sentences

    def of(self, result: Result, places: Mapping[Result, Place | None]) -> dict[str, str]:
        """Return the texts of a result by language; "en" is always among them, a text without a language counts as it.

        What made a value fail an inner shape is told behind the text, with its place: it is no finding of its own.
        """
        templates = self._templates(result)
        texts = _by_language(result.texts, templates) if templates else self._sentences.of(result)
        details = [self._detail(detail, result, places) for detail in self._telling(result, bool(templates))]
        return {language: _with(text, details, language) for language, text in texts.items()}

    def _templates(self, result: Result) -> list[Literal]:
        """Return the messages that the shapes bring for a result."""
        component = URIRef(result.component)
        validators = [node for name in _VALIDATORS for node in self._shapes.objects(component, name)]
        nodes = [result.constraint, result.shape, component, *validators]
        found = [text for node in nodes if node is not None for text in self._shapes.objects(node, SH.message)]
        return [text for text in found if isinstance(text, Literal)]

    def _telling(self, result: Result, spoken: bool) -> Iterator[Result]:
        """Yield the details that say more than the result does: where it has words, those with a path or words too."""
        for detail in result.details:
            if not spoken or detail.path is not None or self._templates(detail):
                yield detail

    def _detail(self, detail: Result, result: Result, places: Mapping[Result, Place | None]) -> dict[str, str]:
        place = places.get(detail)
        where = "" if place is None or place == places.get(result) else f"{_shown(place)}: "
        return {language: where + text for language, text in self.of(detail, places).items()}


def _by_language(texts: Iterable[Literal], templates: Iterable[Literal]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    tagged = [template for template in templates if template.language]
    for text in texts:
        language = text.language or _language(str(text), tagged) or "en"
        found.setdefault(language.lower(), set()).add(str(text))
    by_language = {language: " ".join(sorted(those)) for language, those in sorted(found.items())}
    by_language.setdefault("en", next(iter(by_language.values()), "does not conform to its shape"))
    return by_language


def _language(text: str, templates: Iterable[Literal]) -> str | None:
    """Return the language of a message that was filled in: pySHACL then gives it without a tag."""
    for template in templates:
        pattern = ".*".join(re.escape(part) for part in VARIABLE.split(str(template))[::2])
        if re.fullmatch(pattern, text, re.DOTALL):
            return template.language
    return None


def _with(text: str, details: Iterable[Mapping[str, str]], language: str) -> str:
    told = [detail.get(language) or detail["en"] for detail in details]
    if not told:
        return text
    return f"{text}（{'、'.join(told)}）" if language == "ja" else f"{text} ({'; '.join(told)})"


def _shown(place: Place) -> str:
    return ":".join(str(part) for part in place if part is not None)
