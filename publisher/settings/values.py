"""The value of a key: from the text of an environment variable, and checked for its type."""

import math
from datetime import date
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from publisher.errors import SettingsError
from publisher.settings.model import BOUNDS, TABLES, Texts

PREFIX = "PUBLISHER_"


def from_text(table: str, key: str, text: str) -> Any:
    """Return the value that an environment variable's text stands for, by the type of the key."""
    name = f"{PREFIX}{table}_{key}".upper()
    hint = get_type_hints(TABLES[table]).get(key)
    if hint is None:
        raise SettingsError(f"unknown key {key!r} of [{table}] in the environment: {name}")
    wanted = next(a for a in get_args(hint) if a is not type(None)) if get_origin(hint) is UnionType else hint
    try:
        if wanted is bool:
            return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[text.lower()]
        if wanted is date:
            return date.fromisoformat(text)
        if wanted in (int, float):
            return wanted(text)
    except (ValueError, KeyError):
        raise SettingsError(f"{name} is {text!r}: it must be {_word(hint)}") from None
    if get_origin(wanted) is tuple:
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def typed(name: str, value: Any, hint: Any) -> Any:
    """Return a value of the type that its key has; SettingsError, with the name of the key, for any other."""
    if hint == Texts:
        return _texts(name, value)
    if get_origin(hint) is tuple:
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return tuple(value)
    elif get_origin(hint) is UnionType:
        if any(type(value) is option for option in get_args(hint)):
            return value
    elif type(value) is hint or (hint is float and type(value) is int):
        if hint in (int, float):
            check_number(name, value, name)
        return value
    raise SettingsError(f"{name} is {value!r}: it must be {_word(hint)}")


def check_number(name: str, value: float, key: str) -> None:
    """Raise SettingsError, with `name` in it, for a number that is out of the bounds of a key."""
    least, most = BOUNDS.get(key, (math.ulp(0.0), math.inf))
    if least <= value <= most and math.isfinite(value):
        return
    bounded = f"from {least:g}" + (f" to {most:g}" if most < math.inf else "")
    raise SettingsError(f"{name} is {value}: it must be a number {bounded if key in BOUNDS else 'greater than 0'}")


def _texts(name: str, value: Any) -> Texts:
    if isinstance(value, str):
        return {"": value}
    if isinstance(value, dict) and value and all(isinstance(text, str) for text in value.values()):
        return {language.lower(): text for language, text in value.items()}
    wrong = [key for key, text in value.items() if not isinstance(text, str)] if isinstance(value, dict) else []
    what = f"holds {wrong[0]!r}, which is no text in a language" if wrong else f"is {value!r}"
    raise SettingsError(f'{name} {what}: it must be one string, or strings by language such as {{ en = "…" }}')


def _word(hint: Any) -> str:
    words = {
        str: "a string",
        int: "a whole number",
        float: "a number",
        bool: "true or false",
        date: "a date (YYYY-MM-DD)",
    }
    if get_origin(hint) is tuple:
        return "a list of strings"
    options = [option for option in get_args(hint) if option is not type(None)] or [hint]
    return words.get(options[0], str(options[0]))
