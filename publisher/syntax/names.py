"""Short names for IRIs: a prefix and a local name where a syntax can write them plainly, else the whole IRI."""

import re

from publisher.namespaces import Prefixes

# PN_CHARS_BASE and PN_CHARS of Turtle 1.1, section 6.5, for use inside a character class.
LETTERS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAME_CHARACTERS = f"{LETTERS}_0-9\u00b7\u0300-\u036f\u203f-\u2040\\-"

# Without the escapes, percent signs and colons that PN_LOCAL allows: some parsers trip over them.
LOCAL_NAME = re.compile(f"(?:[{LETTERS}_0-9](?:[{NAME_CHARACTERS}.]*[{NAME_CHARACTERS}])?)?")
PREFIX_NAME = re.compile(f"[{LETTERS}](?:[{NAME_CHARACTERS}.]*[{NAME_CHARACTERS}])?")
NC_NAME = re.compile(f"[{LETTERS}_][{NAME_CHARACTERS}.]*")
ABSOLUTE_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')


class Names(dict[str, str]):
    """The text that stands for each IRI: `names["<http://…/x>"]` is `ex:x`, or the key itself.

    `used` collects the prefixes of the names that were asked for. `local_name` is the form that what follows the
    prefix must have.
    """

    def __init__(self, prefixes: Prefixes, local_name: re.Pattern[str] = LOCAL_NAME) -> None:
        super().__init__()
        self.used: dict[str, str] = {}
        self._prefixes = prefixes
        self._local_name = local_name

    def __missing__(self, iri: str) -> str:
        split = self._prefixes.split(iri[1:-1]) if iri[0] == "<" else None
        if split is None or not self._local_name.fullmatch(split[1]):
            self[iri] = iri
        else:
            prefix, local = split
            self.used[prefix] = self._prefixes[prefix]
            self[iri] = f"{prefix}:{local}"
        return self[iri]


def usable(prefixes: Prefixes, empty: bool) -> Prefixes:
    """Return the prefixes that syntaxes can declare: a proper name (or none, if `empty`) for an absolute IRI."""
    return Prefixes(
        {
            prefix: namespace
            for prefix, namespace in prefixes.items()
            if (PREFIX_NAME.fullmatch(prefix) or (empty and not prefix)) and ABSOLUTE_IRI.fullmatch(namespace)
        }
    )
