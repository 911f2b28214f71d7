"""Write regular expressions and replacements of XPath (F&O, 7.6) as those of the engine, which are Rust's."""

import re
from types import MappingProxyType

# Characters that begin names in XML, and that names are made of (XML 1.0, 2.3), for use inside a class.
_INITIAL = (
    r":A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}-\x{200D}\x{2070}-\x{218F}"
    r"\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}"
)
_NAME = _INITIAL + r"\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040}"
_CLASSES = MappingProxyType({"i": f"[{_INITIAL}]", "I": f"[^{_INITIAL}]", "c": f"[{_NAME}]", "C": f"[^{_NAME}]"})
_OUTSIDE = re.compile(r"\\.|\[\^?|.", re.DOTALL)
# In a class: a range of two characters, a difference, a category, another escape, a character. A hyphen before `]`, and
# before the one of a difference, is itself (XML Schema 1.1, part 2, G.4.2.2).
_ONE = r"\\[^dDsSwWiIcCpP]|[^\[\]\\]"
_INSIDE = re.compile(rf"(?P<first>{_ONE})-(?!-\[)(?P<last>{_ONE})|-\[\^?|\\[pP]\{{[^}}]*\}}|\\.|.", re.DOTALL)
_SIGNS_OF_SETS = "-&~"  # which the engine has two of between classes
_SPACES = "\t\n\r "  # what the flag x takes out of a pattern
_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(\()(?!\?)", re.DOTALL)
_SIGNS = re.compile(r"\\(.?)|\$([0-9]*)|.", re.DOTALL)


def engine_pattern(pattern: str, is_spaced: bool = False) -> str:
    """Return the engine's pattern: `[a-z-[aeiou]]` as a difference, `\\i` and `\\c` as classes, signs as themselves.

    `is_spaced` says that the pattern comes with the flag x: the one returned means the same with the engine's, which
    would take spaces out of classes, too, and `#` for a comment.
    """
    written: list[str] = []
    opened: list[int] = []  # where each open class begins
    position = 0
    while match := (_INSIDE if opened else _OUTSIDE).match(pattern, position):
        part, position = match[0], match.end()
        if not opened:
            if part in ("[", "[^"):
                opened.append(len(written))
            if not (is_spaced and part in _SPACES):
                written.append(_word(part, is_spaced))
        elif part in ("-[", "-[^"):
            if written[opened[-1]] == "[^":  # the engine would take the complement of the difference
                written[opened[-1] :] = ["[", *written[opened[-1] :], "]"]
            written += ["--", part[1:]]
            opened.append(len(written) - 1)
        elif part == "]" and len(written) > opened[-1] + 1:
            opened.pop()
            written.append(part)
        elif match["first"]:
            written.append("-".join(_word(one, is_spaced, _SIGNS_OF_SETS) for one in match.group("first", "last")))
        else:
            written.append(_word(part, is_spaced, _SIGNS_OF_SETS))
    return "".join(written)


def _word(part: str, is_spaced: bool, signs: str = "") -> str:
    """Return the engine's word for an escape, or for a character that means itself; `signs` mean more to the engine."""
    if part[0] == "\\":
        return _CLASSES.get(part[1:], part)
    if is_spaced and (part == "#" or part.isspace()):
        return f"\\x{{{ord(part):X}}}"
    return "\\" + part if part in signs else part


def groups(pattern: str) -> int:
    """Return how many groups a pattern has."""
    return sum(1 for match in _GROUP.finditer(pattern) if match[1])


def engine_replacement(text: str, count: int) -> str | None:
    """Return the engine's replacement for a pattern of `count` groups, None for one that is an error.

    `$1x` is the first group and an x, `$12` with fewer than twelve groups the first and a 2.
    """
    written = []
    for match in _SIGNS.finditer(text):
        if match[0][0] == "\\":
            if match[1] not in ("\\", "$"):
                return None
            written.append("\\" if match[1] == "\\" else "$$")
        elif match[0][0] == "$":
            if not match[2]:
                return None
            digits = _length_of_number(match[2], count)
            written.append(f"${{{match[2][:digits]}}}{match[2][digits:]}")
        else:
            written.append(match[0])
    return "".join(written)


def _length_of_number(digits: str, count: int) -> int:
    """Return how many of the digits number a group: as many as make no more than there are, at least one."""
    value = 0
    for length, digit in enumerate(digits):
        value = value * 10 + int(digit)
        if length and value > count:
            return length
    return len(digits)
