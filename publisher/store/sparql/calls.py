"""Write calls of functions so that the engine gives them the value that SPARQL 1.1 defines, where it would not."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from publisher.lexer import Kind, Token
from publisher.store.sparql.patterns import engine_pattern, engine_replacement, groups

_ESCAPE = re.compile(r"\\([tbnrf\"'\\])")
_MEANING = MappingProxyType({"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"})
_SPELLING = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_KEYWORD = re.compile("s(?=ervice)", re.IGNORECASE)
_ERROR = "(1/0)"
_Argument = Sequence[Token]


class _Call(NamedTuple):
    """A call: its name, its brackets, and what stands in them, divided by commas."""

    word: Token
    opening: Token
    arguments: Sequence[_Argument]
    closing: Token


def respelt_calls(found: Sequence[Token]) -> dict[int, str]:
    """Return the texts to write in place of tokens, by where these begin; linear in their number."""
    wanted = [index for index, token in enumerate(found) if token.kind is Kind.WORD and token.text.upper() in _CALLS]
    pairs = _pairs(found) if wanted else {}
    texts: dict[int, str] = {}
    for index in wanted:
        end = pairs.get(index + 1)
        if end is not None and found[index + 1].text == "(":
            respell = _CALLS[found[index].text.upper()]
            arguments = _arguments(found, pairs, index + 2, end)
            texts.update(respell(_Call(found[index], found[index + 1], arguments, found[end])))
    return texts


def _count(call: _Call) -> Iterator[tuple[int, str]]:
    """Count what is no error (18.5.1.2); the engine's count fails with one value."""
    counted = call.arguments[0]
    is_one = len(counted) == 1 and counted[0].text != "("
    if counted and not is_one and counted[0].text.upper() != "DISTINCT":
        # Of two equal values, chosen by a test that fails where the expression does.
        yield call.word.start, "SUM(COALESCE(IF(ISLITERAL"
        yield call.closing.start, "), 1, 1), 0))"


def _group_concat(call: _Call) -> Iterator[tuple[int, str]]:
    """Join to a simple literal (18.5.1.7); the engine keeps a language that all values have.

    IRIs and numbers are joined as well, as other stores do it: a variable's by STR where CONCAT does not take them, so
    that DISTINCT sees the values themselves; an expression's by STR, if there is no DISTINCT.
    """
    inside, ends = call.arguments[0], ""
    length = next((at for at, token in enumerate(inside) if token.text == ";"), len(inside))
    is_distinct = bool(inside) and inside[0].text.upper() == "DISTINCT"
    joined = inside[is_distinct:length]
    if len(joined) == 1 and joined[0].kind is Kind.VARIABLE:
        yield joined[0].start, f" COALESCE(CONCAT({joined[0].text}), STR({joined[0].text}))"
    elif joined and not is_distinct:
        yield call.opening.start, "(STR("
        ends = ")"
    if length < len(inside):
        yield inside[length].start, f"{ends};"
        ends = ""
    yield call.word.start, f"STR({call.word.text}"
    yield call.closing.start, f"{ends}))"


def _regex(call: _Call) -> Iterator[tuple[int, str]]:
    if len(call.arguments) > 1 and _is_plain(call.arguments[2:]):
        yield from _pattern(call.arguments[1], call.arguments[2:])


def _replace(call: _Call) -> Iterator[tuple[int, str]]:
    """Replace as XPath does (F&O, 7.6.3): signs of the replacement, and no pattern that matches nothing."""
    if len(call.arguments) not in (3, 4):
        return
    pattern, replacement, *flags = call.arguments[1:]
    text = _text(replacement)
    if _is_plain(flags):
        yield from _pattern(pattern, flags)
        if text is not None:
            written = engine_replacement(text, groups(_text(pattern) or ""))
            yield replacement[0].start, _ERROR if written is None else _literal(written)
    texts = [_text(one) for one in (pattern, *flags)]
    if None not in texts:
        read = engine_pattern(texts[0] or "", _is_spaced(flags)) if _is_plain(flags) else texts[0]
        test = ", ".join(_literal(one or "") for one in ("", read, *texts[1:]))
        yield call.word.start, f"IF(REGEX({test}), {_ERROR}, {call.word.text}"
        yield call.closing.start, "))"


def _pattern(argument: _Argument, flags: Sequence[_Argument]) -> Iterator[tuple[int, str]]:
    text = _text(argument)
    if text is not None and (written := engine_pattern(text, _is_spaced(flags))) != text:
        yield argument[0].start, _literal(written)


_Respell = Callable[[_Call], Iterator[tuple[int, str]]]
_CALLS: Mapping[str, _Respell] = MappingProxyType(
    {"COUNT": _count, "GROUP_CONCAT": _group_concat, "REGEX": _regex, "REPLACE": _replace}
)
CALLS = frozenset(_CALLS)  # the functions in question, in capitals


def _pairs(found: Sequence[Token]) -> dict[int, int]:
    """Return the index of each closing bracket by that of its opening one."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for index, token in enumerate(found):
        if token.kind is Kind.PUNCTUATION and token.text in "({[":
            opened.append(index)
        elif token.kind is Kind.PUNCTUATION and token.text in ")}]" and opened:
            pairs[opened.pop()] = index
    return pairs


def _arguments(found: Sequence[Token], pairs: Mapping[int, int], start: int, end: int) -> Sequence[_Argument]:
    """Return what commas outside of inner brackets divide; of a long argument its first tokens."""
    arguments: list[list[Token]] = [[]]
    index = start
    while index < end:
        if found[index].text == "," and found[index].kind is Kind.PUNCTUATION:
            arguments.append([])
        else:
            arguments[-1].append(found[index])
        index = pairs.get(index, index) + 1
    return arguments


def _is_plain(flags: Sequence[_Argument]) -> bool:
    """Whether flags leave the signs of patterns and replacements their meaning: `q` takes it."""
    texts = [_text(one) for one in flags]
    return all(text is not None and "q" not in text for text in texts)


def _is_spaced(flags: Sequence[_Argument]) -> bool:
    """Whether flags take the spaces out of a pattern."""
    return any("x" in (_text(one) or "") for one in flags)


def _text(argument: _Argument) -> str | None:
    """Return what a string says, None where the argument is something else, or has codepoint escapes."""
    if len(argument) != 1 or argument[0].kind is not Kind.STRING or "\\u" in argument[0].text.lower():
        return None
    text = argument[0].text
    width = 3 if text[:3] in ('"""', "'''") and len(text) > 5 else 1
    return _ESCAPE.sub(lambda match: _MEANING.get(match[1], match[1]), text[width:-width])


def _literal(text: str) -> str:
    """Return a string that says the text, without the word that the engine could take for a keyword."""
    return '"' + _KEYWORD.sub(lambda match: f"\\u{ord(match[0]):04X}", text.translate(_SPELLING)) + '"'
