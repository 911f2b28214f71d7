"""Whether a lexical form belongs to its XSD datatype (XML Schema 1.1, part 2)."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from types import MappingProxyType

from publisher.namespaces import XSD

Test = Callable[[str], bool]

_ZONE = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_YEAR = r"(?P<year>-?(?:[1-9]\d{3,}|0\d{3}))"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_DECIMAL = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_YEARS_MONTHS, _DAYS = r"(?:\d+Y)?(?:\d+M)?", r"(?:\d+D)?"
_HOURS = r"(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"

_EARLY, _LATE = "0001-01-01T00:00:00", "9999-12-31T23:59:59"
_NUMBERS = (
    ("-999999999999", "-2000000000", "-30000", "-100", "0", "1"),
    ("999999999999", "2000000000", "30000", "100", "-1"),
)

_BASE64 = "[A-Za-z0-9+/] ?"


def _matches(pattern: str) -> Test:
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


def _integer(least: int | None = None, most: int | None = None) -> Test:
    form = re.compile(r"[+-]?\d+", re.ASCII)

    def test(text: str) -> bool:
        if form.fullmatch(text) is None:
            return False
        digits = text.lstrip("+-").lstrip("0") or "0"
        if len(digits) > 20:  # beyond every bounded type; also beyond what int() takes from a string of thousands
            return (least is None or not text.startswith("-")) and (most is None or text.startswith("-"))
        value = -int(digits) if text.startswith("-") else int(digits)
        return (least is None or value >= least) and (most is None or value <= most)

    return test


def _dated(pattern: str) -> Test:
    compiled = re.compile(pattern, re.ASCII)

    def test(text: str) -> bool:
        match = compiled.fullmatch(text)
        if match is None:
            return False
        groups = match.groupdict()
        if "day" not in groups:
            return True
        # Without a year any leap year does: --02-29 is a day. Years repeat every 400, and calendar takes 1 to 9999.
        year = int(groups["year"]) % 400 + 400 if groups.get("year") else 2000
        return int(groups["day"]) <= monthrange(year, int(groups["month"]))[1]

    return test


_FLOAT = _matches(rf"{_DECIMAL}(?:[eE][+-]?\d+)?|[+-]?INF|NaN")
_BOUNDS = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for name, bits in (("long", 64), ("int", 32), ("short", 16))},
    "byte": (-128, 127),
    **{f"unsigned{name}": (0, 2**bits - 1) for name, bits in (("Long", 64), ("Int", 32), ("Short", 16), ("Byte", 8))},
}

TESTS: Mapping[str, Test] = MappingProxyType(
    {
        f"{XSD}{name}": test
        for name, test in {
            **{name: _integer(*bounds) for name, bounds in _BOUNDS.items()},
            "decimal": _matches(_DECIMAL),
            "double": _FLOAT,
            "float": _FLOAT,
            "boolean": _matches("true|false|0|1"),
            "date": _dated(rf"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}"),
            "dateTime": _dated(rf"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}"),
            "dateTimeStamp": _dated(rf"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE[:-1]}"),
            "time": _matches(_TIME + _ZONE),
            "gYear": _matches(_YEAR + _ZONE),
            "gYearMonth": _matches(rf"{_YEAR}-{_MONTH}{_ZONE}"),
            "gMonth": _matches(f"--{_MONTH}{_ZONE}"),
            "gMonthDay": _dated(f"--{_MONTH}-{_DAY}{_ZONE}"),
            "gDay": _matches(f"---{_DAY}{_ZONE}"),
            "duration": _matches(rf"-?P(?=[\dT]){_YEARS_MONTHS}{_DAYS}{_HOURS}"),
            "dayTimeDuration": _matches(rf"-?P(?=[\dT]){_DAYS}{_HOURS}"),
            "yearMonthDuration": _matches(rf"-?P(?=\d){_YEARS_MONTHS}"),
            "language": _matches(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*"),
            "hexBinary": _matches(r"(?:[0-9A-Fa-f]{2})*"),
            "base64Binary": _matches(rf"(?:(?:{_BASE64}){{4}})*(?:(?:{_BASE64}){{2}}= ?=|(?:{_BASE64}){{3}}=)?"),
        }.items()
    }
)


def fits(datatype: str, text: str) -> bool:
    """Return whether a text is in the lexical space of a datatype; a datatype that is not known takes any."""
    test = TESTS.get(datatype)
    return test is None or test(text)


_TIMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        f"{XSD}{name}": texts
        for name, texts in {
            "date": ("0001-01-01", "9999-12-31"),
            "dateTime": (*(_EARLY, _LATE), *(f"{time}Z" for time in (_EARLY, _LATE))),
            "dateTimeStamp": (f"{_EARLY}Z", f"{_LATE}Z"),
            "time": ("00:00:00", "23:59:59"),
            "gYear": ("0001", "9999"),
            "gYearMonth": ("0001-01", "9999-12"),
        }.items()
    }
)


def ends(datatype: str) -> tuple[str, ...]:
    """Return texts of a datatype with an order, some below and some above what data mostly hold; else none."""
    if datatype in _TIMES or datatype not in TESTS:
        return _TIMES.get(datatype, ())
    low, high = (next((text for text in texts if fits(datatype, text)), None) for texts in _NUMBERS)
    return () if low is None or high is None else (low, high)
