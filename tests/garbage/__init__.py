"""Malformed, hostile and giant requests by the hundred: the table of their families. The same at every run."""

from collections.abc import Mapping
from random import Random
from types import MappingProxyType

from garbage import bombs, http, refused, texts
from garbage.case import Case, Family

FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "lines": http.lines,
        "methods": http.methods,
        "targets": http.targets,
        "headers": http.headers,
        "lengths": http.lengths,
        "chunks": http.chunks,
        "smuggled": http.smuggled,
        "slow": http.slow,
        "octets": texts.octets,
        "characters": texts.characters,
        "written": texts.written,
        "longs": texts.longs,
        "changed": texts.changed,
        "nested": bombs.nested,
        "endless": bombs.endless,
        "many": bombs.many,
        "patterns": bombs.patterns,
        "growing": bombs.growing,
        "giants": bombs.giants,
        "parameters": refused.parameters,
        "kinds": refused.kinds,
        "written twice": refused.written_twice,
    }
)


def cases(family: str) -> list[Case]:
    """Return the cases of a family, with what is left to chance by a seed of its own."""
    return list(FAMILIES[family](Random(family)))
