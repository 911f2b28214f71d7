"""The templates of the pages, ready for each interface language."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from publisher.rendering.languages import Interface
from publisher.rendering.values import visible


class Templates:
    """Templates of a folder; all that they print is text, escaped, with control characters made visible."""

    def __init__(self, folder: Path, interfaces: Mapping[str, Interface], common: Mapping[str, Any]) -> None:
        self._environments = {
            language: _environment(folder, interface, common) for language, interface in interfaces.items()
        }

    def render(self, name: str, language: str, context: Mapping[str, Any]) -> str:
        """Return a page in an interface language."""
        return self._environments[language].get_template(name).render(context)


def _environment(folder: Path, interface: Interface, common: Mapping[str, Any]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    install = getattr(environment, "install_gettext_translations")  # noqa: B009 (the extension adds it at run time)
    install(interface.translations, newstyle=True)
    environment.globals.update(
        common,
        interface=interface,
        number=interface.number,
        percent=interface.percent,
        size=interface.size,
        breakable=_breakable,
        quoted=_quoted,
    )
    return environment


def _finalize(value: Any) -> Any:
    if isinstance(value, Markup):
        return Markup(visible(value))
    return visible(value) if isinstance(value, str) else value


def _quoted(iri: str) -> str:
    """Return an IRI as it may stand in single quotes on a command line: apostrophes percent-encoded."""
    return iri.replace("'", "%27")


def _breakable(iri: str) -> Markup:
    """Return an IRI in which lines may break after each "/"; what is copied from the page is the IRI alone."""
    return Markup("/<wbr>").join(escape(part) for part in iri.split("/"))
