"""The templates of the pages, ready for each interface language."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from publisher.rendering.languages import Interface
from publisher.rendering.policy import THEME
from publisher.rendering.values import visible


class Templates:
    """Templates of a folder; all that they print is text, escaped; control characters in pages are made visible."""

    def __init__(self, folder: Path, interfaces: Mapping[str, Interface], common: Mapping[str, Any]) -> None:
        self._environments = {
            language: _environment(folder, interface, common) for language, interface in interfaces.items()
        }

    def render(self, name: str, language: str, context: Mapping[str, Any]) -> str:
        """Return a page in an interface language."""
        return visible(self._environments[language].get_template(name).render(context))

    def macro(self, name: str, macro: str, language: str, *arguments: object) -> Markup:
        """Return what a macro of a template makes in an interface language."""
        found: Markup = getattr(self._environments[language].get_template(name).module, macro)(*arguments)
        return found


def _environment(folder: Path, interface: Interface, common: Mapping[str, Any]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    translations = interface.translations
    environment.globals.update(
        common,
        theme=Markup(THEME),
        _=partial(_filled, translations.gettext),
        ngettext=partial(_filled_by_number, translations.ngettext),
        interface=interface,
        number=interface.number,
        percent=interface.percent,
        size=interface.size,
        breakable=_breakable,
        quoted=_quoted,
    )
    return environment


def _filled(translated: Callable[[str], str], text: str, /, **values: Any) -> Markup:
    """Return a text of the pages, translated, with values in their places, escaped."""
    return Markup(translated(text)) % values


def _filled_by_number(
    translated: Callable[[str, str, int], str], one: str, more: str, number: int, /, **values: Any
) -> Markup:
    """Return the text for a number of things as `_filled` does."""
    return Markup(translated(one, more, number)) % values


def _quoted(iri: str) -> str:
    """Return an IRI as it may stand in single quotes on a command line: apostrophes percent-encoded."""
    return iri.replace("'", "%27")


def _breakable(iri: str) -> Markup:
    """Return an IRI in which lines may break after "/" and "//"; what is copied from the page is the IRI alone."""
    return Markup("<wbr>").join(escape(part) for part in re.split("(?<=/)(?!/)", iri))
