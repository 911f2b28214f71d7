"""Choose a representation from the request's headers (RFC 9110, section 12.5)."""

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple, Unpack

from werkzeug.http import parse_list_header

from publisher.formats import Format

QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
# Letters of a header that is worth remembering; a browser's Accept has some 150.
LONGEST = 400
_More = TypeVarTuple("_More")
_Chosen = TypeVar("_Chosen")


def remembered(choose: Callable[[str, Unpack[_More]], _Chosen]) -> Callable[[str, Unpack[_More]], _Chosen]:
    """Return a choice by a header that knows its latest answers: clients send the same few headers again and again."""
    known = lru_cache(maxsize=1024)(choose)

    @wraps(choose)
    def chosen(header: str, *more: *_More) -> _Chosen:
        return known(header, *more) if len(header) <= LONGEST else choose(header, *more)

    return chosen


@remembered
def choose_format(accept: str, formats: tuple[Format, ...]) -> Format | None:
    """Return the row that an Accept header asks for, or None when none of them is acceptable.

    Other parameters of a range than `q` are ignored, malformed members are dropped, and a header without a sound
    member counts as none: then the first row is taken. A wildcard speaks of first names only; an alias chooses its
    row where it is named. Ties go to a range that names the type, then to the order of the rows.
    """
    ranges = _ranges(accept)
    if not ranges:
        return formats[0]
    best: tuple[float, int, int] = (0.0, 0, 0)
    chosen = None
    for place, row in enumerate(formats):
        quality, precision = _quality(row, ranges)
        if quality > 0 and (quality, precision, -place) > best:
            best, chosen = (quality, precision, -place), row
    return chosen


@remembered
def choose_language(accept_language: str, asked: str | None, languages: tuple[str, ...]) -> str:
    """Return the language to answer in: `?lang=` where we have it, else by Accept-Language, else the first of ours."""
    if asked and asked.lower() in languages:
        return asked.lower()
    wanted = sorted(_members(accept_language), key=lambda member: -member[1])
    excluded = {tag for tag, quality in wanted if quality == 0}
    for tag, quality in wanted:
        if quality > 0:
            for ours in languages:
                if tag == "*" and ours not in excluded:
                    return ours
                if tag == ours or tag.startswith(ours + "-"):
                    return ours
    return languages[0]


@remembered
def accepts_gzip(accept_encoding: str) -> bool:
    """Return whether a gzip coding is acceptable and at least as welcome as none (RFC 9110, section 12.5.3)."""
    codings = dict(_members(accept_encoding))
    gzip = max((codings[name] for name in ("gzip", "x-gzip") if name in codings), default=codings.get("*", 0.0))
    return gzip > 0 and gzip >= codings.get("identity", 0.0)


def _quality(row: Format, ranges: dict[str, float]) -> tuple[float, int]:
    """Return the quality that the ranges give a row, and how precisely they name it (2 a name, 1 a type, 0 any)."""
    if row.media_type in ranges:
        return ranges[row.media_type], 2
    named = [ranges[alias] for alias in row.aliases if alias in ranges]
    if any(named):
        return max(named), 2
    kind = row.media_type.split("/")[0] + "/*"
    if kind in ranges:
        return ranges[kind], 1
    return ranges.get("*/*", 0.0), 0


def _ranges(accept: str) -> dict[str, float]:
    """Return the sound media ranges of a header with their qualities; of a range named twice the higher one."""
    ranges: dict[str, float] = {}
    for name, quality in _members(accept):
        kind, slash, subtype = name.partition("/")
        if slash and kind and subtype and "/" not in subtype and (kind != "*" or subtype == "*"):
            ranges[name] = max(quality, ranges.get(name, 0.0))
    return ranges


def _members(header: str) -> list[tuple[str, float]]:
    """Return the members of a header with their quality, malformed ones left out."""
    members = []
    for member in parse_list_header(header):
        # Quoted strings are of other parameters than `q`, and may hold anything.
        name, *parameters = (part.strip() for part in QUOTED.sub("", member).split(";"))
        weights = [value for key, _, value in (one.partition("=") for one in parameters) if key.strip().lower() == "q"]
        quality = _weight(weights[0].strip()) if weights else 1.0
        if name and quality is not None and not any(character.isspace() for character in name):
            members.append((name.lower(), quality))
    return members


def _weight(text: str) -> float | None:
    """Return a quality value, or None when it is none: 0 to 1 with up to three decimals (RFC 9110, 12.4.2)."""
    whole, _, decimals = text.partition(".")
    if whole not in ("0", "1") or not (decimals == "" or (decimals.isascii() and decimals.isdigit())):
        return None
    value = float(text)
    return value if value <= 1 and len(decimals) <= 3 else None
