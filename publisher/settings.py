"""Settings of a site: `publisher.toml`, overridden by the environment, overridden by options."""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from publisher.errors import SettingsError

FILE = "publisher.toml"
FOLDERS = ("ontology", "data", "shapes")  # of the sources; each may be missing
Texts = dict[str, str]  # language tag → text; "" for a text without a language


@dataclass(frozen=True)
class Site:
    """What the site is and says of itself (`[site]`)."""

    title: Texts
    authored_base: str
    name: str = ""
    description: Texts = field(default_factory=dict)
    licence: str | None = None
    creator: str | None = None
    languages: tuple[str, ...] = ("en", "ja")
    base_iri: str | None = None
    modified: date | None = None
    document: str | None = None
    gated: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """What a request may cost (`[limits]`): seconds, megabytes, counts, bytes."""

    query_seconds: float = 30
    query_memory_mb: int = 1024
    result_mb: int = 256
    concurrent_queries: int = 2
    incoming: int = 100
    request_bytes: int = 1_048_576


@dataclass(frozen=True)
class Serve:
    """How the site is served (`[serve]`); the cache is in megabytes per worker."""

    workers: int = 2
    cache_mb: int = 64
    warm: bool = False


@dataclass(frozen=True)
class Snapshots:
    """How many snapshots of a base are kept (`[snapshots]`)."""

    keep: int = 10


@dataclass(frozen=True)
class Settings:
    """All settings of the site in the folder `root`, with its snapshots in `state`."""

    root: Path
    state: Path
    site: Site
    limits: Limits = Limits()
    serve: Serve = Serve()
    snapshots: Snapshots = Snapshots()


TABLES: Mapping[str, type[Any]] = {"site": Site, "limits": Limits, "serve": Serve, "snapshots": Snapshots}
PREFIX = "PUBLISHER_"
# The form of a language tag (RFC 5646, 2.1), whatever its subtags.
LANGUAGE = re.compile(r"[a-z]{2,8}(-[a-z0-9]{2,8})*")


def find_site(start: Path) -> Path:
    """Return the nearest folder from `start` upward that holds `publisher.toml`."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / FILE).is_file():
            return folder
    raise SettingsError(
        f"no {FILE} in {start} or above it; name the site with --site DIR, or make one with `publisher new DIR`"
    )


def load_settings(root: Path, environment: Mapping[str, str], state: Path | None = None) -> Settings:
    """Read the settings of the site in `root`; `state` overrides PUBLISHER_STATE, which overrides `ROOT/.publisher`."""
    tables = _read_tables(root / FILE)
    for table, key, text in _environment_keys(environment):
        tables.setdefault(table, {})[key] = _from_text(table, key, text)
    made = {name: _table(name, tables.get(name, {})) for name in TABLES}
    state = state or Path(environment.get("PUBLISHER_STATE") or root / ".publisher")
    settings = Settings(root.resolve(), state.resolve(), **made)
    return replace(settings, site=_checked_site(settings.site, settings.root))


def site_from(content: Mapping[str, Any]) -> Site:
    """Return the `[site]` table that a manifest holds as JSON."""
    made = dict(content)
    for name in ("languages", "gated"):
        made[name] = tuple(made[name])
    if made.get("modified"):
        made["modified"] = date.fromisoformat(made["modified"])
    return Site(**made)


def check_base(base: str, name: str) -> str:
    """Return a base IRI that can be published under: http(s), absolute, ending in "/", without query or fragment."""
    try:
        parts = urlsplit(base)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, brackets that hold no IPv6 address
        is_web = False
    if not is_web:
        raise SettingsError(f"{name} is {base!r}: write an absolute http or https IRI such as https://data.example/kg/")
    if not base.endswith("/") or "?" in base or "#" in base:
        raise SettingsError(f'{name} is {base!r}: it must end in "/" and have neither query nor fragment')
    if any(character in ' <>"{}|\\^`' or not character.isprintable() for character in base):
        raise SettingsError(f"{name} is {base!r}: it holds a character that no IRI may hold")
    if {".", ".."} & set(parts.path.split("/")):
        raise SettingsError(f'{name} is {base!r}: clients take "." and ".." out of a path; write it without')
    return base


def _read_tables(path: Path) -> dict[str, dict[str, Any]]:
    try:
        with path.open("rb") as file:
            content = tomllib.load(file)
    except FileNotFoundError:
        raise SettingsError(f"{path} does not exist; `publisher new DIR` makes a site to start from") from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not TOML: {error}") from None
    for name, table in content.items():
        if name not in TABLES:
            raise SettingsError(f"{path}: unknown key {name!r}; the tables are {', '.join(TABLES)}")
        if not isinstance(table, dict):
            raise SettingsError(f"{path}: {name} must be a table: write [{name}]")
    return content


def _environment_keys(environment: Mapping[str, str]) -> list[tuple[str, str, str]]:
    keys = []
    for name, text in sorted(environment.items()):
        for table in TABLES:
            start = f"{PREFIX}{table.upper()}_"
            if name.startswith(start):
                keys.append((table, name.removeprefix(start).lower(), text))
    return keys


def _from_text(table: str, key: str, text: str) -> Any:
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


def _table(name: str, content: Mapping[str, Any]) -> Any:
    """Return the dataclass of a table, every value checked for its type."""
    kind = TABLES[name]
    hints = get_type_hints(kind)
    for key in content:
        if key not in hints:
            raise SettingsError(f"unknown key {key!r} in [{name}]; known are {', '.join(hints)}")
    values = {key: _typed(f"[{name}] {key}", value, hints[key]) for key, value in content.items()}
    missing = [f.name for f in fields(kind) if f.name not in values and f.name in ("title", "authored_base")]
    if missing:
        raise SettingsError(f"[{name}] lacks {' and '.join(missing)}: write them in {FILE}")
    return kind(**values)


def _typed(name: str, value: Any, hint: Any) -> Any:
    if hint == Texts:
        return _texts(name, value)
    if get_origin(hint) is tuple:
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return tuple(value)
    elif get_origin(hint) is UnionType:
        if any(type(value) is option for option in get_args(hint)):
            return value
    elif type(value) is hint or (hint is float and type(value) is int):
        if hint in (int, float) and not (value > 0 and math.isfinite(value)):
            raise SettingsError(f"{name} is {value}: it must be a number greater than 0")
        return value
    raise SettingsError(f"{name} is {value!r}: it must be {_word(hint)}")


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


def _checked_site(site: Site, root: Path) -> Site:
    check_base(site.authored_base, "[site] authored_base")
    if site.base_iri is not None:
        check_base(site.base_iri, "[site] base_iri")
    if not site.languages:
        raise SettingsError('[site] languages is empty: name at least one, such as ["en"]')
    if site.document is not None and (Path(site.document).is_absolute() or ".." in Path(site.document).parts):
        raise SettingsError(f"[site] document is {site.document!r}: write a path below the site's folder")
    if site.document is not None and not (root / site.document).is_file():
        raise SettingsError(f"[site] document names {site.document}, which does not exist in {root}")
    if site.gated and site.document is None:
        raise SettingsError(
            '[site] gated is set without [site] document: write document = "data/…", the text that the records '
            "of these graphs quote, or take gated out"
        )
    name = site.name or urlsplit(site.authored_base).path.rstrip("/").rpartition("/")[2] or "site"
    if not name.replace("-", "").replace("_", "").replace(".", "").isalnum() or name.startswith("."):
        raise SettingsError(f"[site] name is {name!r}: use letters, digits, '-', '_' and '.' (it names the dump files)")
    languages = tuple(language.lower() for language in site.languages)
    for language in (*languages, *filter(None, (*site.title, *site.description))):
        if not LANGUAGE.fullmatch(language):
            raise SettingsError(f'[site] names the language {language!r}: write a tag such as "en" or "pt-br"')
    return replace(site, name=name, languages=languages)
