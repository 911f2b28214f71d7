"""Characters that look like SPARQL's own and are none: from Japanese keyboards, word processors and web pages."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

# What the characters stand for where Unicode's compatibility forms (NFKC) do not say it.
_MEANT: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys("“”„‟«»「」『』〝〟″", '"'),
        **dict.fromkeys("‘’‚‛‹›′", "'"),
        **dict.fromkeys("–—‒―−‐‑", "-"),
        **dict.fromkeys("、､", ","),
        **dict.fromkeys("。｡・", "."),
        **dict.fromkeys("〈《", "<"),
        **dict.fromkeys("〉》", ">"),
        **dict.fromkeys("【〔", "["),
        **dict.fromkeys("】〕", "]"),
        "〜": "~",
        "×": "*",
        "÷": "/",
        "≠": "!=",
        "≤": "<=",
        "≦": "<=",
        "≥": ">=",
        "≧": ">=",
        "…": "...",
    }
)
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")


def foreign(text: str, only_signs: bool = False) -> tuple[str, int] | None:
    """Return what to say of the first foreign character of a text, and where it stands; None where there is none.

    With `only_signs`, letters and digits of full width are let pass: they may be meant in a name.
    """
    if text.isascii():
        return None
    for position, character in enumerate(text):
        meant = None if character.isascii() else _meant(character)
        if meant is not None and not (only_signs and meant.isalnum()):
            return _told(character, meant), position
    return None


def strange(text: str, offset: int) -> str:
    """Return what to say of a character with which nothing in SPARQL begins."""
    entity = _ENTITY.match(text, offset)
    if entity:
        return f"{entity[0]} is HTML's way to write a character: send the query as plain text, not as HTML"
    if _PERCENT.match(text, offset):
        return "the query is percent-encoded once more than the request needs: encode it once"
    told = foreign(text[offset])
    if told:
        return told[0]
    return _SIGNS.get(text[offset]) or f"{named(text[offset])} begins nothing in SPARQL"


def named(character: str) -> str:
    """Return a character with its number and its name in Unicode; those of ASCII as they are."""
    if character.isascii() and character.isprintable():
        return repr(character)
    number, name = f"U+{ord(character):04X}", unicodedata.name(character, "a control character").lower()
    return f"'{character}' ({number}, {name})" if character.isprintable() else f"{number} ({name})"


# Signs of other languages, and what to write.
_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "`": "'`' begins nothing in SPARQL: texts stand in \" or ', IRIs in < >",
        "&": "'&' begins nothing in SPARQL: for 'and' write &&",
        "|": "'|' begins nothing here: for 'or' write ||",
        "%": "'%' begins nothing in SPARQL; in a prefixed name write it as \\%",
        "\\": "'\\' stands in strings and prefixed names only",
        "_": "'_' begins no name; a blank node is written _:name, a language tag with hyphens (@en-US)",
        "@": "'@' stands directly before a language, directly behind a string: \"text\"@en",
        "$": "'$' begins a variable: its name follows at once ($name)",
        "]": "']' closes nothing here",
    }
)


def _meant(character: str) -> str | None:
    """Return what a character that is not ASCII stands for, None when it is none of those."""
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if character in "\u200b\u2060\ufeff\u00ad":  # they have no width
        return ""
    meant = _MEANT.get(character) or unicodedata.normalize("NFKC", character)
    return meant if meant.isascii() and meant.isprintable() else None


def _told(character: str, meant: str) -> str:
    if not meant:
        return f"the invisible character {named(character)} stands here: take it out"
    if meant == " ":
        return f"{named(character)} is no space to SPARQL: write an ordinary one"
    return f"{named(character)} is not the sign that SPARQL knows: write {meant!r}"
