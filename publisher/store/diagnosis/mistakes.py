"""Frequent mistakes, each told in its own words: which of them was made at the place where a query goes wrong."""

from collections.abc import Iterable
from dataclasses import dataclass

from publisher.lexer import Kind, Token, tokens
from publisher.store.diagnosis import words
from publisher.store.diagnosis.characters import foreign
from publisher.store.diagnosis.frequent import MEANT, MODIFIERS, TABLE, TERMS
from publisher.store.diagnosis.grammar import FUNCTIONS
from publisher.store.diagnosis.parsing import Parsed
from publisher.store.diagnosis.terminals import UNKNOWN
from publisher.store.diagnosis.unclosed import unclosed_iri
from publisher.store.diagnosis.wording import closer

LOOKED_BACK = 50  # tokens, for a foreign sign that was taken for a letter


@dataclass(frozen=True)
class Told:
    """What to say, and at which offset of the text."""

    message: str
    offset: int


class Place:
    """The token at which a query goes wrong, and its surroundings."""

    def __init__(self, source: str, tokens: tuple[Token, ...], parsed: Parsed) -> None:
        assert parsed.at is not None
        self.source = source
        self.tokens = tokens
        self.parsed = parsed
        self.terminal = parsed.terminals[parsed.at]
        self.index = self.terminal.token
        self.expected = parsed.expected()
        self.inside = _near(name for name, _ in parsed.inside)

    def token(self, step: int = 0) -> Token | None:
        """Return the token so many places from the one that cannot follow."""
        at = self.index + step
        return self.tokens[at] if 0 <= at < len(self.tokens) else None

    def text(self, step: int = 0) -> str:
        """Return that token's text, "" where there is none."""
        token = self.token(step)
        return token.text if token else ""

    def call(self) -> str:
        """Return the name of the function or aggregate that is open, else the token's text."""
        begins = next((at for name, at in self.parsed.inside if name in ("Aggregate", "Function")), self.parsed.at or 0)
        index = self.parsed.terminals[begins].token
        return self.tokens[index].text.upper() if index < len(self.tokens) else ""

    def names(self, step: int) -> frozenset[str]:
        """Return by what a token may be called in a row."""
        at = (self.parsed.at or 0) + step
        terminal = self.parsed.terminals[at].name if 0 <= at < len(self.parsed.terminals) else ""
        return frozenset((self.text(step).upper(), terminal)) - {""}


def told(place: Place) -> Told | None:
    """Return the mistake that was made at a place, None where it is none of the frequent ones."""
    return next((mistake for rule in _RULES if (mistake := rule(place))), None)


def _row(place: Place) -> Told | None:
    found, before, after = (place.names(step) for step in (0, -1, 1))
    seen = (found, before, after, place.inside, place.expected)
    for row in TABLE:
        wanted = (row.found, row.before, row.after, row.inside, row.expected)
        if all(not some or not names.isdisjoint(_listed(some)) for some, names in zip(wanted, seen, strict=True)):
            shown = {"found": place.text(), "before": place.text(-1), "after": place.text(1), "call": place.call()}
            shown["word"] = place.text().lstrip("@")
            return _here(place, row.message.format(**{key: _short(text) for key, text in shown.items()}))
    return None


def _listed(some: str) -> list[str]:
    return some.replace("{{", "{").replace("}}", "}").split()


def _foreign(place: Place) -> Told | None:
    """A sign of full width or of typography, which the lexer takes for a letter: `（`, `；`, `｝`."""
    first = place.parsed.terminals[place.parsed.opened[-1]].token if place.parsed.opened else 0
    for at in range(place.index, max(first, place.index - LOOKED_BACK) - 1, -1):
        token = place.tokens[at] if at < len(place.tokens) else None
        if token is None or token.kind in (Kind.STRING, Kind.IRI):
            continue
        found = foreign(token.text, only_signs=at < place.index)
        if found:
            return Told(found[0], token.start + found[1])
    return None


def _opened_iri(place: Place) -> Told | None:
    """A `<` where an IRI may stand and no comparison."""
    if place.text() != "<" or not {"IRIREF", "a"} & place.expected:
        return None
    return _here(place, unclosed_iri(place.source, place.tokens[place.index].start))


def _arguments(place: Place) -> Told | None:
    """Too many or too few arguments."""
    parsed, sign = place.parsed, place.terminal.name
    name, begins = parsed.inside[0] if parsed.inside else ("", 0)
    if name != "Function" or place.call() not in FUNCTIONS:
        return None
    is_open = bool(parsed.opened) and parsed.opened[-1] > begins
    is_less = sign == "NIL" if parsed.at == begins + 1 else is_open and sign == ")" and "," in place.expected
    is_more = sign == "(" if parsed.at == begins + 1 else is_open and sign == "," and ")" in place.expected
    if not is_less and not is_more:
        return None
    fewest, most = FUNCTIONS[place.call()]
    number = str(most) if fewest == most else f"{fewest} to {most}"
    return _here(place, f"{place.call()} takes {number if most else 'no'} argument{'s' * (most > 1)}")


def _mismatch(place: Place) -> Told | None:
    """A closing bracket for which none is open, or another one."""
    sign = place.text()
    if sign not in ("}", ")", "]"):
        return None
    opening = {"}": "{", ")": "(", "]": "["}[sign]
    if not any(place.parsed.terminals[at].name == opening for at in place.parsed.opened):
        return _here(place, f"no '{opening}' is open that this '{sign}' could close: take it out")
    return None


def _commented(place: Place) -> Told | None:
    """A closing bracket that a comment holds, where the query ends without it."""
    sign = closer(place.parsed) if place.token() is None else None
    if sign is None:
        return None
    opened = place.tokens[place.parsed.terminals[place.parsed.opened[-1]].token]
    comments = [one for one in tokens(place.source) if one.kind is Kind.COMMENT and one.start > opened.start]
    closing = [one for one in comments if one.text.count(sign) > one.text.count(opened.text)]
    if not closing:
        return None
    told = f"this '{sign}' stands in a comment, which goes from # to the end of its line: write it on a line of its own"
    return Told(told, closing[-1].start + closing[-1].text.index(sign))


def _second(place: Place) -> Told | None:
    """A second LIMIT, or another of those behind a pattern."""
    word = place.text().upper()
    if word not in MODIFIERS.split() or "Group" in place.inside:
        return None
    for token in reversed(place.tokens[: place.index]):
        if token.text in ("{", "}"):
            return None
        if token.text.upper() == word:
            return _here(place, f"{word} stands here a second time: one of them is enough")
    return None


def _keyword(place: Place) -> Told | None:
    """A word that is a misspelt keyword, or one of another language."""
    token = place.token()
    if token is None or place.terminal.name != UNKNOWN:
        return None
    keyword = words.meant(token.text, place.expected)
    if token.text.upper() in ("TRUE", "FALSE"):
        return _here(place, f"write {token.text.lower()} in small letters")
    if keyword:
        return _here(place, f"unexpected '{_short(token.text)}': did you mean {keyword}?")
    if token.text.upper() in words.ELSEWHERE:
        return _here(place, words.ELSEWHERE[token.text.upper()])
    return None


def _bare(place: Place) -> Told | None:
    """A word without a mark that says what it is."""
    if place.terminal.name != UNKNOWN:
        return None
    word = _short(place.text())
    if "STRDT" in place.expected and place.text(1) == "(":
        return _here(place, f"'{word}' is no function of SPARQL")
    if "Select" in place.inside and "STRING" not in place.expected and "VAR" in place.expected:
        return _here(place, f"a variable begins with a question mark: write ?{word}")
    meant = [told.format(word=word) for name, told in MEANT.items() if name in place.expected]
    return _here(place, f"unexpected '{word}': write {', '.join(meant)}") if meant else None


def _dot(place: Place) -> Told | None:
    """A term where a triple has its three parts already."""
    if "." in place.expected and place.terminal.name in TERMS.split():
        shown = _short(place.text())
        rule = "'.' stands between triples, ';' before another predicate, ',' before another object"
        return _here(place, f"unexpected '{shown}': the triple before it is complete ({rule})")
    return None


_RULES = (_foreign, _opened_iri, _arguments, _mismatch, _commented, _second, _keyword, _row, _bare, _dot)


def _here(place: Place, message: str) -> Told:
    token = place.token()
    last = place.tokens[-1].end if place.tokens else 0
    return Told(message, token.start if token else last)


def _near(names: Iterable[str]) -> frozenset[str]:
    """Return the names up to the innermost group."""
    found = []
    for name in names:
        found.append(name)
        if name in ("Group", "SubSelect"):
            break
    return frozenset(found)


def _short(text: str) -> str:
    printable = "".join(one if one.isprintable() else " " for one in text[:40])
    return printable if len(text) <= 40 else f"{printable}…"
