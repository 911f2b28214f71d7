"""Short names for IRIs: a prefix and a local name where a syntax can write them plainly, else the whole IRI."""

import re
from functools import lru_cache

from publisher.lexer import LETTERS, NAME_CHARACTERS
from publisher.namespaces import Prefixes
from publisher.syntax.iris import is_absolute

_INNER = f"{NAME_CHARACTERS}\\-"  # with a hyphen
# Without the escapes, percent signs and colons that PN_LOCAL allows: some parsers trip over them.
LOCAL_NAME = re.compile(f"(?:[{LETTERS}_0-9](?:[{_INNER}.]*[{_INNER}])?)?")
PREFIX_NAME = re.compile(f"[{LETTERS}](?:[{_INNER}.]*[{_INNER}])?")
NC_NAME = re.compile(f"[{LETTERS}_][{_INNER}.]*")


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
        self._head = _head_of("".join(sorted({namespace[-1:] for namespace in prefixes.values()})))
        self._splits: dict[str, tuple[str, str] | None] = {}

    def __missing__(self, iri: str) -> str:
        split = self._split(iri[1:-1]) if iri[0] == "<" else None
        if split is None or not self._local_name.fullmatch(split[1]):
            self[iri] = iri
        else:
            prefix, local = split
            self.used[prefix] = self._prefixes[prefix]
            self[iri] = f"{prefix}:{local}"
        return self[iri]

    def _split(self, iri: str) -> tuple[str, str] | None:
        """Return what `Prefixes.split` does, looked up once for IRIs that are the same as far as namespaces reach."""
        found = self._head.match(iri)
        head = found[0] if found else ""
        if head not in self._splits:
            self._splits[head] = self._prefixes.split(head)
        split = self._splits[head]
        return split and (split[0], split[1] + iri[len(head) :])


@lru_cache(maxsize=8)
def _head_of(ends: str) -> re.Pattern[str]:
    """Return what matches an IRI up to the last letter that a namespace ends in."""
    return re.compile(f".*[{re.escape(ends)}]" if ends else "(?!)", re.DOTALL)


@lru_cache(maxsize=8)  # of a snapshot there are two or three, asked for with every document
def usable(prefixes: Prefixes, empty: bool) -> Prefixes:
    """Return the prefixes that syntaxes can declare: a proper name (or none, if `empty`) for an absolute IRI."""
    return Prefixes(
        {
            prefix: namespace
            for prefix, namespace in prefixes.items()
            if (PREFIX_NAME.fullmatch(prefix) or (empty and not prefix)) and is_absolute(namespace)
        }
    )
