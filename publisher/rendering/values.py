"""Literals as people read them: dates in the printed precision, numbers grouped, long texts bounded."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import get_decimal_symbol, get_group_symbol
from pyoxigraph import Literal

from publisher.namespaces import RDF, XSD
from publisher.rendering.languages import Interface

SHORT = 600  # letters of a text shown before the reader asks for more
FULL = 20_000  # letters of a text that a page holds at all
NAME = 160  # letters of a name in a link
LONGEST = 20  # letters that make one sign, at most: more is mischief
ZERO_WIDTH_JOINER = "\u200d"
FLAG_LETTERS = "".join(chr(code) for code in range(0x1F1E6, 0x1F200))  # a flag is two of them
EMOJI_MODIFIERS = "".join(chr(code) for code in range(0x1F3FB, 0x1F400))  # colours of skin
EMOJI_TAGS = "".join(chr(code) for code in range(0xE0020, 0xE0080))  # spell the flags of regions
# Control characters, which fonts do not show and HTML 5 does not allow; tab and line ends are white space.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
# All else, the commonest first: a page is looked through in half the time.
WITHOUT_CONTROL = re.compile("[ -~\n\t\r\xa0-\ufffd\U00010000-\U0010ffff]*")

ZONE = r"(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?"
DATE = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d){ZONE}")
YEAR_MONTH = re.compile(rf"(\d{{4}})-(\d\d){ZONE}")
YEAR = re.compile(rf"(\d{{4}}){ZONE}")
MONTH_DAY = re.compile(r"--(\d\d)-(\d\d)()")
# XML Schema's 24:00:00, the end of a day, is no time of day in HTML and is shown as written.
DATE_TIME = re.compile(rf"(\d{{4}}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?){ZONE}")
NUMBER = re.compile(r"(-?)([1-9]\d*|0)(?:\.(\d+))?")
GROUPED_FROM = 5  # digits: 2015 may be a year that somebody wrote as an integer

INTEGERS = frozenset(
    XSD + name
    for name in (
        "integer",
        "int",
        "long",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    )
)
NUMBERS = INTEGERS | {XSD + name for name in ("decimal", "double", "float")}
PLAIN = frozenset({XSD + "string", RDF + "langString", RDF + "dirLangString"})


@dataclass(frozen=True)
class Text:
    """A literal as it is shown.

    `language` is its tag ("" for none); `time` what a `<time>` element is told, or ""; `beginning` the first letters
    of a text too long to show at once, or ""; `letters` how many it really has; `datatype` is set where the reader
    could not guess it; `kind` is "text", "time", "number", "word" or "code".
    """

    text: str
    language: str
    lexical: str
    kind: str = "text"
    time: str = ""
    beginning: str = ""
    letters: int = 0
    datatype: str = ""


def visible(text: str) -> str:
    """Return a text with a visible substitute for each control character (U+2400 and following)."""
    return text if WITHOUT_CONTROL.fullmatch(text) else CONTROL.sub(_substitute, text)


def _substitute(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def bounded(text: str, letters: int) -> str:
    """Return a text cut to a number of letters, not inside an accent, a flag or another emoji (of up to 20 letters)."""
    if len(text) <= letters:
        return text
    end = letters
    while end > letters - LONGEST and _goes_on(text, end):
        end -= 1
    return text[:end].rstrip() + "…"


def _goes_on(text: str, place: int) -> bool:
    """Whether the letter at a place makes one sign with the letter before it (roughly UAX #29, rules GB9 to GB13)."""
    letter, before = text[place], text[place - 1]
    if ZERO_WIDTH_JOINER in (letter, before):
        return True
    if letter in FLAG_LETTERS:
        head = text[:place].rstrip(FLAG_LETTERS)
        return (place - len(head)) % 2 == 1
    return unicodedata.category(letter).startswith("M") or letter in EMOJI_MODIFIERS or letter in EMOJI_TAGS


def show(literal: Literal, interface: Interface) -> Text:
    """Return a literal as readers of a language read it; what no rule understands leaves as written."""
    lexical, datatype = literal.value, literal.datatype.value
    if datatype in PLAIN:
        return plain(lexical, literal.language or "")
    if datatype in NUMBERS:
        return Text(_number(lexical, interface.locale), "", lexical, "number")
    if datatype == XSD + "boolean":
        word = {"true": "yes", "1": "yes", "false": "no", "0": "no"}.get(lexical)
        return Text(interface.word(word) if word else lexical, interface.language if word else "", lexical, "word")
    if datatype in DATES:
        pattern, write = DATES[datatype]
        written = _written(pattern, write, lexical, interface.locale)
        if written:
            return Text(written, interface.language, lexical, "time", time=_time(datatype, lexical))
    if datatype == XSD + "anyURI":
        return Text(bounded(lexical, FULL), "", lexical, "code")
    text = plain(lexical, "")
    return Text(text.text, "", lexical, "text", "", text.beginning, text.letters, datatype)


def plain(text: str, language: str) -> Text:
    """Return a text to show, with a beginning when it is too long to show at once."""
    beginning = bounded(text, SHORT) if len(text) > SHORT + SHORT // 4 else ""
    return Text(bounded(text, FULL), language, bounded(text, SHORT), "text", "", beginning, len(text))


def _number(lexical: str, locale: Locale) -> str:
    match = NUMBER.fullmatch(lexical)
    if match is None:
        return lexical
    sign, whole, fraction = match.groups()
    if len(whole) >= GROUPED_FROM:
        whole = get_group_symbol(locale).join(_threes(whole))
    return f"{sign}{whole}{get_decimal_symbol(locale)}{fraction}" if fraction else f"{sign}{whole}"


def _threes(digits: str) -> list[str]:
    start = len(digits) % 3
    return ([digits[:start]] if start else []) + [digits[i : i + 3] for i in range(start, len(digits), 3)]


Writer = Callable[[re.Match[str], Locale], str]


def _write_date(match: re.Match[str], locale: Locale) -> str:
    year, month, day = (int(part) for part in match.group(1, 2, 3))
    return format_date(date(year, month, day), "long", locale=locale) + _zone(match.group(4))


def _write_year_month(match: re.Match[str], locale: Locale) -> str:
    first = date(int(match.group(1)), int(match.group(2)), 1)
    return format_skeleton("yMMMM", first, locale=locale) + _zone(match.group(3))


def _write_year(match: re.Match[str], locale: Locale) -> str:
    return format_skeleton("y", date(int(match.group(1)), 1, 1), locale=locale) + _zone(match.group(2))


def _write_month_day(match: re.Match[str], locale: Locale) -> str:
    return format_skeleton("MMMMd", date(2000, int(match.group(1)), int(match.group(2))), locale=locale)


def _write_date_time(match: re.Match[str], locale: Locale) -> str:
    day = format_date(date.fromisoformat(match.group(1)), "long", locale=locale)
    return f"{day} {match.group(2)}{_zone(match.group(3))}"


DATES: Mapping[str, tuple[re.Pattern[str], Writer]] = MappingProxyType(
    {
        XSD + "date": (DATE, _write_date),
        XSD + "gYearMonth": (YEAR_MONTH, _write_year_month),
        XSD + "gYear": (YEAR, _write_year),
        XSD + "gMonthDay": (MONTH_DAY, _write_month_day),
        XSD + "dateTime": (DATE_TIME, _write_date_time),
        XSD + "dateTimeStamp": (DATE_TIME, _write_date_time),
    }
)


def _written(pattern: re.Pattern[str], write: Writer, lexical: str, locale: Locale) -> str:
    """Return a date in words, or "" for one that no calendar has."""
    match = pattern.fullmatch(lexical)
    try:
        return write(match, locale) if match else ""
    except ValueError:
        return ""


def _zone(zone: str | None) -> str:
    return "" if not zone else " UTC" if zone == "Z" else f" (UTC{zone})"


def _time(datatype: str, lexical: str) -> str:
    """Return what `<time>` takes as `datetime` (HTML, 4.5.14): a zone only with a time, thousandths at most."""
    if datatype.startswith(XSD + "dateTime"):
        return re.sub(r"(\.\d{3})\d+", r"\1", lexical)
    return re.sub(ZONE + "$", "", lexical)
