"""Read `publisher.toml`, overridden by the environment, and check what it says of the site."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from publisher.errors import SettingsError
from publisher.settings.model import TABLES, Settings, Site
from publisher.settings.values import PREFIX, from_text, typed

FILE = "publisher.toml"
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
        tables.setdefault(table, {})[key] = from_text(table, key, text)
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


def _table(name: str, content: Mapping[str, Any]) -> Any:
    """Return the dataclass of a table, every value checked for its type."""
    kind = TABLES[name]
    hints = get_type_hints(kind)
    for key in content:
        if key not in hints:
            raise SettingsError(f"unknown key {key!r} in [{name}]; known are {', '.join(hints)}")
    values = {key: typed(f"[{name}] {key}", value, hints[key]) for key, value in content.items()}
    missing = [f.name for f in fields(kind) if f.name not in values and f.name in ("title", "authored_base")]
    if missing:
        raise SettingsError(f"[{name}] lacks {' and '.join(missing)}: write them in {FILE}")
    return kind(**values)


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
