"""Interface languages: the catalogues of what pages say, and how each language writes numbers and dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations

# The first is the language that templates are written in.
INTERFACE_LANGUAGES = ("en", "ja")


@dataclass(frozen=True)
class Interface:
    """One language of the pages: its locale and its translations of our words."""

    language: str
    locale: Locale
    translations: NullTranslations

    def word(self, text: str) -> str:
        """Return one of the pages' own texts in this language; an unknown one as it stands."""
        return str(self.translations.gettext(text))

    def number(self, value: int) -> str:
        """Return a count as people of this language write it."""
        return _decimal(value, self.locale)

    def date(self, day: date) -> str:
        """Return a day as people of this language write it."""
        return format_date(day, "long", locale=self.locale)

    def size(self, length: int) -> str:
        """Return a number of bytes as people of this language write it, in two figures or more: 1.7 MB, 217 kB."""
        power = next((power for power in (3, 2, 1) if length >= 1000**power), 0)
        pattern = "#,##0.#" if length < 10 * 1000**power else "#,##0"
        return f"{format_decimal(length / 1000**power, pattern, self.locale)} {('B', 'kB', 'MB', 'GB')[power]}"

    def percent(self, part: int, whole: int) -> str:
        """Return a share as people of this language write it: 100 only for all, 0 only for none."""
        share = part * 100 // whole
        return ("" if share or not part else "<") + format_percent(max(share, bool(part)) / 100, locale=self.locale)

    def language_name(self, tag: str) -> str:
        """Return what this language calls another one; the tag itself where nobody knows it."""
        return _language(tag, self.locale)


@lru_cache(maxsize=1024)  # what texts are written in is looked for in files
def _language(tag: str, locale: Locale) -> str:
    try:
        return Locale.parse(tag, sep="-").get_display_name(locale) or tag
    except (UnknownLocaleError, ValueError):
        return tag


@lru_cache(maxsize=1024)  # small numbers come on every page
def _decimal(value: int, locale: Locale) -> str:
    return format_decimal(value, locale=locale)


def own_name(tag: str) -> str:
    """Return what a language calls itself; the tag where nobody knows it."""
    try:
        return Locale.parse(tag, sep="-").get_display_name() or tag
    except (UnknownLocaleError, ValueError):
        return tag


def load_interfaces(folder: Path) -> Mapping[str, Interface]:
    """Read the catalogues (`ja.po`) in a folder, for every interface language."""
    return {
        language: Interface(language, Locale.parse(language), _translations(folder / f"{language}.po"))
        for language in INTERFACE_LANGUAGES
    }


def _translations(path: Path) -> NullTranslations:
    """Compile a catalogue in memory; without one the texts are as templates have them."""
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
